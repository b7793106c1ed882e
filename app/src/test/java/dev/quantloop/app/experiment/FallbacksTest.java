package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FallbacksTest {
  private static GgufTensor weight(String name, long columns) {
    return new GgufTensor(name + ".weight", GgmlType.F16, List.of(columns, 64L), 0);
  }

  @Test
  void notesTheTypesThatFallBack() {
    Fallbacks fallbacks =
        new Fallbacks(List.of(weight("a", 192), weight("b", 64), weight("c", 256)));
    assertEquals(
        "Q4_K_M (50.0 % of it falls back, mostly to Q5_0),Q8_0",
        fallbacks.noted(List.of("Q4_K_M", "Q8_0")));
    assertEquals(", 50.0 % of it falls back, mostly to Q5_0", fallbacks.note("Q4_K_M"));
    assertEquals("", fallbacks.note("Q8_0"));
  }

  @Test
  void countsNoTensorThatIsNeverQuantized() {
    List<GgufTensor> hybrid = List.of(weight("blk.0.attn_q", 256), weight("blk.1.ssm_conv1d", 4));
    assertEquals("", new Fallbacks(hybrid).note("IQ2_XS"));
  }

  @Test
  void countsNoTensorThatStaysAsItIs() {
    GgufTensor experts =
        new GgufTensor("blk.0.ffn_up_exps.weight", GgmlType.MXFP4, List.of(224L, 64L), 0);
    Fallbacks mixed = new Fallbacks(List.of(experts, weight("a", 256)));
    assertEquals("", mixed.note("Q4_K_M"));
    assertEquals("", mixed.note("IQ2_XS"), "4 bits are what short rows of 2 bits fall back to");
  }

  @Test
  void tellsWhatMostOfItBecomes() {
    List<GgufTensor> some = List.of(weight("a", 16), weight("b", 224), weight("c", 240));
    assertEquals(", 100.0 % of it falls back, mostly to F16", new Fallbacks(some).note("Q4_K_M"));
    assertEquals("Q5_0", new Fallbacks(some.subList(0, 2)).instead("Q4_K_M"));
  }

  @Test
  void knowsNothingOfAModelThatIsGone() {
    assertEquals(
        "Q2_K", Fallbacks.of(Path.of("/none/model.gguf"), List.of()).noted(List.of("Q2_K")));
  }
}

package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorChoicesTest {
  private static TensorChoices demo;

  @BeforeAll
  static void ask() {
    demo = TensorChoices.of(Native.library(), GgufFile.read(Native.DEMO_MODEL));
  }

  @Test
  void tellsWhichTensorsAreQuantized() {
    List<String> names = demo.names();
    assertEquals(43, names.size());
    assertTrue(names.contains("token_embd.weight") && names.contains("blk.5.ffn_down.weight"));
    assertFalse(names.stream().anyMatch(name -> name.contains("norm")));
    assertTrue(demo.quantized().stream().allMatch(tensor -> tensor.type() == GgmlType.F16));
  }

  @Test
  void tellsTypesAndBytes() {
    GgufTensor down =
        GgufFile.read(Native.DEMO_MODEL).tensor("blk.0.ffn_down.weight").orElseThrow();
    List<TensorChoices.Choice> choices =
        demo.of(
            down.name(),
            List.of(GgmlType.Q8_0, GgmlType.IQ2_XS, GgmlType.F8_E4M3),
            QuantType.Q4_K_M);
    assertEquals(
        List.of(
            new TensorChoices.Choice(GgmlType.Q8_0, down.elements() / 32 * 34, false),
            new TensorChoices.Choice(GgmlType.IQ2_XS, down.elements() / 256 * 74, true)),
        choices);
    List<GgmlType> two = List.of(GgmlType.Q2_K);
    assertTrue(demo.of(down.name(), two, QuantType.Q2_K_S).get(0).needsImatrix());
    assertFalse(demo.of(down.name(), two, QuantType.Q2_K).get(0).needsImatrix());
    assertTrue(demo.of("blk.0.attn_norm.weight", two, QuantType.Q2_K).isEmpty());
  }

  @Test
  void rowsOfOddLengthsLeaveFewerTypes(@TempDir Path directory) throws IOException {
    GgufFile model = GgufFile.read(Native.DEMO_MODEL);
    GgufWriter writer = new GgufWriter();
    model.metadata().values().keySet().forEach(key -> writer.putEntry(model.entry(key)));
    model.tensors().stream()
        .filter(tensor -> tensor.name().matches("token_embd.*|output.*|blk\\.[1-5]\\.attn_norm.*"))
        .forEach(tensor -> writer.addTensor(tensor, new byte[(int) tensor.bytes()]));
    add(writer, "blk.0.attn_q.weight", GgmlType.BF16, 40, 2);
    add(writer, "blk.0.ffn_down.weight", GgmlType.F32, 96, 2);
    add(writer, "blk.0.ffn_up_exps.weight", GgmlType.F16, 256, 2, 3);
    add(writer, "blk.0.ffn_gate_inp.weight", GgmlType.F32, 256, 2);
    add(writer, "blk.0.ssm_conv1d.weight", GgmlType.F32, 4, 256);
    Path file = directory.resolve("odd.gguf");
    writer.write(file);
    TensorChoices odd = TensorChoices.of(Native.library(), GgufFile.read(file));
    assertEquals(
        Set.of(
            "token_embd.weight",
            "blk.0.attn_q.weight",
            "blk.0.ffn_down.weight",
            "blk.0.ffn_up_exps.weight"),
        Set.copyOf(odd.names()));
    assertEquals("IQ4_NL 108, F16 384", choices(odd, "blk.0.ffn_down.weight"));
    assertEquals("F16 160", choices(odd, "blk.0.attn_q.weight"));
    assertEquals("Q4_K 864, IQ4_NL 864, F16 3072", choices(odd, "blk.0.ffn_up_exps.weight"));
    LlamaException refusal =
        assertThrows(
            LlamaException.class,
            () -> odd.require(recipe("blk.0.ffn_down.weight", GgmlType.Q4_K), Set.of()));
    assertEquals(
        "blk.0.ffn_down.weight can't become Q4_K: its rows of 96 are not whole blocks of 256",
        refusal.getMessage());
    TensorTypeFile list = new TensorTypeFile(file, List.of(TensorRule.parse("ffn_gate_inp=q8_0")));
    assertEquals(
        file
            + ": 'ffn_gate_inp' finds none of the weights that are left to it, such as "
            + odd.names().get(0),
        assertThrows(LlamaException.class, () -> list.recipe(QuantType.Q4_0, odd)).getMessage());
  }

  private static void add(GgufWriter writer, String name, GgmlType type, long... shape) {
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    GgufTensor tensor = new GgufTensor(name, type, dimensions, 0);
    writer.addTensor(tensor, new byte[(int) tensor.bytes()]);
  }

  private static String choices(TensorChoices model, String tensor) {
    List<GgmlType> types = List.of(GgmlType.Q4_K, GgmlType.IQ4_NL, GgmlType.F16);
    return model.of(tensor, types, QuantType.Q4_K_M).stream()
        .map(choice -> choice.type() + " " + choice.bytes())
        .collect(Collectors.joining(", "));
  }

  @Test
  void refusesWhatWouldNotComeTrue() {
    assertEquals(
        "the recipe names blk.9.ffn_up.weight, which the model has not",
        refusal("blk.9.ffn_up.weight", GgmlType.Q4_0));
    assertEquals(
        "the recipe names blk.0.attn_norm.weight, which is never quantized",
        refusal("blk.0.attn_norm.weight", GgmlType.Q4_0));
    assertEquals(
        "blk.0.ffn_up.weight can become IQ2_S only with an imatrix that covers it",
        refusal("blk.0.ffn_up.weight", GgmlType.IQ2_S));
    assertEquals(
        "token_embd.weight can become IQ2_XXS only with an imatrix that covers it",
        refusal("token_embd.weight", GgmlType.IQ2_XXS));
    demo.require(recipe("blk.0.ffn_up.weight", GgmlType.IQ2_S), Set.of("blk.0.ffn_up.weight"));
    demo.require(recipe("token_embd.weight", GgmlType.IQ2_S), Set.of());
  }

  private static String refusal(String tensor, GgmlType type) {
    return assertThrows(LlamaException.class, () -> demo.require(recipe(tensor, type), Set.of()))
        .getMessage();
  }

  private static TensorRecipe recipe(String tensor, GgmlType type) {
    return new TensorRecipe(QuantType.Q4_K_M, Map.of(tensor, type));
  }
}

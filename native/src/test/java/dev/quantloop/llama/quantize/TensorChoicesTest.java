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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

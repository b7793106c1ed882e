package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TensorRecipeTest {
  private static final List<GgmlType> TYPES =
      List.of(GgmlType.Q2_K, GgmlType.IQ3_XXS, GgmlType.Q4_K, GgmlType.Q8_0, GgmlType.F16);

  @TempDir private Path directory;

  static Stream<List<String>> tensorsOfArchitectures() {
    List<String> attention = List.of("attn_q", "attn_k", "attn_v", "attn_output");
    List<String> dense = List.of("ffn_gate", "ffn_up", "ffn_down");
    List<String> experts =
        List.of("ffn_gate_exps", "ffn_up_exps", "ffn_down_exps", "ffn_down_shexp", "ffn_up_shexp");
    List<String> latent = List.of("attn_k_b", "attn_v_b", "attn_q_a", "attn_kv_a_mqa", "attn_k");
    return Stream.of(
        model(1, "blk", attention, dense),
        model(36, "blk", attention, dense),
        model(112, "blk", latent, experts),
        Stream.concat(
                model(12, "enc.blk", attention, dense).stream(),
                model(12, "dec.blk", List.of("attn_q", "cross_attn_q"), dense).stream())
            .distinct()
            .toList(),
        model(32, "blk", IntStream.range(0, 8).mapToObj(e -> "ffn_up." + e).toList()),
        Stream.concat(
                model(30, "blk", attention, List.of("altup_proj", "inp_gate")).stream(),
                Stream.of("per_layer_token_embd.weight", "A.Odd name=1.weight", "a.odd.weight"))
            .toList());
  }

  @SafeVarargs
  private static List<String> model(int layers, String prefix, List<String>... kinds) {
    List<String> names = new ArrayList<>(List.of("token_embd.weight", "output.weight"));
    for (int layer = 0; layer < layers; layer++) {
      for (List<String> some : kinds) {
        for (String kind : some) {
          names.add("%s.%d.%s.weight".formatted(prefix, layer, kind));
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("tensorsOfArchitectures")
  void eachRuleFindsExactlyTheTensorsThatItIsFor(List<String> names) {
    Random random = new Random(names.size());
    for (int round = 0; round < 3; round++) {
      int kinds = 1 + random.nextInt(TYPES.size());
      TensorRecipe recipe = recipe(names, name -> TYPES.get(random.nextInt(kinds)));
      requireSame(recipe, recipe.rules(), names);
      requireSame(recipe, recipe.briefRules(names), names);
      Map<String, GgmlType> half = new LinkedHashMap<>(recipe.types());
      half.keySet().removeIf(name -> random.nextBoolean());
      TensorRecipe some = new TensorRecipe(QuantType.Q4_K_M, half);
      requireSame(some, some.rules(), names);
      requireSame(some, some.briefRules(names), names);
    }
  }

  /** In any order, so no rule finds what is meant for another one. */
  private static void requireSame(TensorRecipe recipe, List<String> written, List<String> names) {
    List<TensorRule> rules = new ArrayList<>(written.stream().map(TensorRule::parse).toList());
    assertEquals(recipe, TensorRecipe.of(recipe.base(), rules, names));
    Collections.reverse(rules);
    assertEquals(recipe, TensorRecipe.of(recipe.base(), rules, names));
    assertTrue(written.stream().noneMatch(rule -> rule.matches(".*\\s.*|.*=.*=.*")));
  }

  private static TensorRecipe recipe(List<String> names, Function<String, GgmlType> type) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    names.forEach(name -> types.put(name, type.apply(name)));
    return new TensorRecipe(QuantType.Q4_K_M, types);
  }

  @Test
  void aKindOfTensorHasOneRuleForEachOfItsTypes() {
    List<String> names = model(36, "blk", List.of("attn_v", "ffn_down"));
    TensorRecipe recipe =
        recipe(
            names,
            name ->
                name.startsWith("blk") && name.contains("attn_v")
                    ? name.matches("blk\\.(0|1[02-4]|3\\d)\\..*") ? GgmlType.Q6_K : GgmlType.IQ4_XS
                    : GgmlType.Q5_0);
    assertEquals(
        List.of(
            "^token_embd\\.weight$=q5_0",
            "^output\\.weight$=q5_0",
            "^blk\\.(0|1[02-4]|3[0-5])\\.attn_v\\.weight$=q6_k",
            "^blk\\.([1-9]|1[15-9]|2[0-9])\\.attn_v\\.weight$=iq4_xs",
            "^blk\\.([0-9]|[12][0-9]|3[0-5])\\.ffn_down\\.weight$=q5_0"),
        recipe.rules());
    assertEquals(
        List.of(
            "token_embd=q5_0",
            "output=q5_0",
            "\\.(0|1[02-4]|3[0-5])\\.attn_v=q6_k",
            "\\.([1-9]|1[15-9]|2[0-9])\\.attn_v=iq4_xs",
            "ffn_down=q5_0"),
        recipe.briefRules(names));
    List<String> more =
        Stream.concat(names.stream(), Stream.of("blk.0.attn_output.weight")).toList();
    assertTrue(recipe.briefRules(more).contains("^output\\.weight$=q5_0"));
  }

  @Test
  void numbersAreFoundAloneOrNotAtAll() {
    Random random = new Random(1);
    for (int most : List.of(1, 9, 10, 12, 101, 1234)) {
      for (int round = 0; round < 8; round++) {
        double share = random.nextDouble();
        Set<Integer> meant =
            IntStream.rangeClosed(0, most)
                .filter(number -> number == most || random.nextDouble() < share)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        Pattern pattern = Pattern.compile(NumberPattern.of(meant));
        IntStream.rangeClosed(0, 2000)
            .forEach(
                number ->
                    assertEquals(
                        meant.contains(number),
                        pattern.matcher(Integer.toString(number)).matches(),
                        () -> pattern + " on " + number));
      }
    }
  }

  @Test
  void theLibraryMakesOfTheExportedFileWhatTheRecipeSays() throws IOException {
    GgufFile model = GgufFile.read(Native.DEMO_MODEL);
    TensorChoices choices = TensorChoices.of(Native.library(), model);
    Random random = new Random(3);
    TensorRecipe recipe = recipe(choices.names(), name -> TYPES.get(random.nextInt(TYPES.size())));
    Path imatrix = Native.reference("imatrix.gguf");
    Path exported = Files.writeString(directory.resolve("types.txt"), recipe.tensorTypeFile());
    List<String> read =
        TensorTypeFile.read(exported).rules().stream().map(TensorRule::toString).toList();
    QuantizeOptions options = QuantizeOptions.of(QuantType.Q4_K_M, imatrix, 2);
    Path byLibrary = quantize(options.withTypes(recipe.base(), read), "library.gguf", true);
    Path here = quantize(recipe.options(options), "here.gguf", false);
    assertEquals(-1, Files.mismatch(byLibrary, here));
    GgufFile made = GgufFile.read(byLibrary);
    assertEquals(recipe, TensorRecipe.ofQuant(recipe.base(), made.tensors(), choices.names()));
    assertEquals(recipe, TensorTypeFile.read(exported).recipe(recipe.base(), choices));
    assertEquals(5, Set.copyOf(recipe.types().values()).size());
    long start = made.tensors().stream().mapToLong(GgufTensor::offset).min().orElseThrow();
    assertEquals(Files.size(byLibrary) - start, choices.bytes(recipe));
    String thireus = TensorRecipe.thireusRecipe(made.tensors(), List.of("Demo", "Q4_K_M"));
    Path file = Files.writeString(directory.resolve("demo.recipe"), thireus);
    List<String> all = made.tensors().stream().map(GgufTensor::name).toList();
    TensorRecipe again = TensorRecipe.of(recipe.base(), TensorTypeFile.read(file).rules(), all);
    made.tensors().forEach(t -> assertEquals(t.type(), again.types().get(t.name()), t.name()));
    assertTrue(thireus.startsWith("# Demo\n# Q4_K_M\n^"), thireus);
    assertTrue(thireus.contains("norm\\.weight$=f32\n"), thireus);
    assertTrue(thireus.contains("=q4_K\n") && thireus.contains("=iq3_xxs\n"), thireus);
  }

  private Path quantize(QuantizeOptions options, String name, boolean byLibrary) {
    Path output = directory.resolve(name);
    Quantizer.quantize(
        Native.library(),
        Native.DEMO_MODEL,
        output,
        options,
        forecast -> {},
        ProgressListener.NONE,
        byLibrary);
    return output;
  }

  @Test
  void writesACommandOfLlamaQuantize() {
    Map<String, GgmlType> types = Map.of("blk.0.attn_v.weight", GgmlType.Q6_K);
    assertEquals(
        "llama-quantize --imatrix i.gguf --tensor-type ^blk\\.0\\.attn_v\\.weight$=q6_k"
            + " m.gguf q.gguf IQ2_M",
        String.join(
            " ",
            new TensorRecipe(QuantType.IQ2_M, types)
                .llamaQuantize(
                    Path.of("m.gguf"), Optional.of(Path.of("i.gguf")), Path.of("q.gguf"))));
  }

  @Test
  void refusesATypeOfFileThatRulesDoNotChange() {
    LlamaException refusal =
        assertThrows(LlamaException.class, () -> new TensorRecipe(QuantType.F16, Map.of()));
    assertEquals("with F16 nothing is quantized, whatever a recipe says", refusal.getMessage());
  }
}

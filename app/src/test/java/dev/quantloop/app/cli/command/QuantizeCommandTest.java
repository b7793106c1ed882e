package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.cli.TinyModel;
import dev.quantloop.app.cli.option.QuantizeWords;
import dev.quantloop.app.experiment.KeptTensors;
import dev.quantloop.app.experiment.SplitDemo;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.quantize.QuantType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
  @TempDir private Path directory;

  @Test
  void takesModelOutputTypeAndThreadsByPositionOrByFlag() {
    Path byPosition = directory.resolve("a.gguf");
    Path byFlag = directory.resolve("b.gguf");
    Result first = quantize(StageFiles.MODEL, byPosition, "q4_k_m", "2");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.out().contains("a.gguf: Q4_K_M, "), first.out());
    Result second = quantize("-m", StageFiles.MODEL, "-o", byFlag, "15", "-t", "1", "--json");
    assertEquals(0, second.code(), second.err());
    assertTrue(second.out().contains("\"type\" : \"Q4_K_M\""), second.out());
    assertTrue(second.out().contains(Sha256.of(byPosition)), second.out());
  }

  @Test
  void readsTheWordsInAllTheirForms() {
    Path in = Path.of("/m/in.gguf");
    Path out = Path.of("out.gguf");
    Path named = Path.of("/m/ggml-model-Q4_K_M.gguf");
    assertEquals(words(in, named, 3), parse(null, null, 3, "/m/in.gguf", "Q4_K_M"));
    assertEquals(words(in, named, 7), parse(null, null, null, "/m/in.gguf", "Q4_K_M", "7"));
    assertEquals(words(in, out, 3), parse(null, null, 3, "/m/in.gguf", "out.gguf", "15"));
    assertEquals(words(in, out, 7), parse(null, null, null, "/m/in.gguf", "out.gguf", "15", "7"));
    assertEquals(words(in, out, 3), parse(in, out, 3, "Q4_K_M"));
    assertEquals(words(in, out, 7), parse(in, out, null, "Q4_K_M", "7"));
    assertEquals(words(in, out, 3), parse(in, null, 3, "out.gguf", "Q4_K_M"));
  }

  @Test
  void listsTheTypes() {
    Result types = quantize("--list-types");
    assertEquals(0, types.code());
    assertTrue(types.out().contains("IQ2_XS"), types.out());
    assertTrue(quantize("--list-types", "--json").out().contains("\"needs_imatrix\" : true"));
  }

  @Test
  void refusesAnImatrixOfAnotherModel() {
    Path imatrix = directory.resolve("other.imatrix");
    ImatrixSums sums = new ImatrixSums(512);
    sums.addChunks(1);
    sums.entry("blk.0.attn_q.weight", 77, 1).counts()[0] = 512;
    ImatrixFile.writeGguf(imatrix, sums);
    Path output = directory.resolve("out.gguf");
    fails(1, "imatrix of another model", "--imatrix", imatrix, StageFiles.MODEL, output, "Q4_0");
  }

  @Test
  void saysHowManyWeightsAnImatrixLeavesOut() throws IOException {
    Path imatrix = AlteredDemo.firstLayersImatrix(directory);
    Path output = directory.resolve("out.gguf");
    Result result = quantize("--imatrix", imatrix, StageFiles.MODEL, output, "Q4_0", "--json");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.err().contains(": 35 of 42 weights have no importance; the first is blk.1."),
        result.err());
    assertTrue(result.out().contains("\"without_importance\" : 35"), result.out());
    Files.delete(output);
    fails(
        1,
        "IQ2_XS needs importance for blk.1.",
        "--imatrix",
        imatrix,
        StageFiles.MODEL,
        output,
        "IQ2_XS");
    assertTrue(Files.notExists(output));
  }

  @Test
  void layersThatPredictFurtherTokensGetTheirTypeByRule() throws IOException {
    Path model = AlteredDemo.withPredictingLayer(directory);
    Result result = quantize(model, directory.resolve("rule.gguf"), "Q4_0", "--json");
    assertEquals(0, result.code(), result.err());
    String line = "layer 5 predicts further tokens (MTP) and is not calibrated: of its weights ";
    String told = line + "7 become Q8_0 (--nextn-type)";
    assertTrue(result.err().contains(told), result.err());
    assertTrue(result.err().indexOf(told) < result.err().indexOf("quantize Q4_0: "), result.err());
    assertTrue(result.out().contains(line + "7 become Q8_0"), result.out());
    assertEquals(GgmlType.Q8_0, type("rule.gguf", "blk.5.attn_q.weight"));
    assertEquals(GgmlType.Q4_0, type("rule.gguf", "blk.4.attn_q.weight"));
    Result given =
        quantize(
            model,
            directory.resolve("given.gguf"),
            "Q4_0",
            "--tensor-type",
            "attn_q=q5_0",
            "--nextn-type",
            "q5_1");
    assertTrue(given.err().contains(line + "1 become Q5_0, 6 become Q5_1"), given.err());
    quantize(model, directory.resolve("mix.gguf"), "Q4_0", "--nextn-type", "mix");
    assertEquals(GgmlType.Q4_0, type("mix.gguf", "blk.5.attn_q.weight"));
    useless(
        "this model has no layers that predict further tokens",
        List.of(StageFiles.MODEL, directory.resolve("x.gguf"), "Q4_0"),
        "--nextn-type",
        "q8_0");
    useless(
        "no effect with F16: nothing is quantized",
        List.of(model, directory.resolve("x.gguf"), "F16"),
        "--nextn-type",
        "q8_0");
  }

  private GgmlType type(String file, String tensor) {
    return GgufFile.read(directory.resolve(file)).tensor(tensor).orElseThrow().type();
  }

  @Test
  void aDryRunTellsTypesAndSizesAndWritesNothing() throws IOException {
    Path output = directory.resolve("out.gguf");
    Result told = quantize("--dry-run", StageFiles.MODEL, output, "IQ2_XS");
    assertEquals(0, told.code(), told.err());
    assertTrue(told.err().contains("takes an importance matrix"), told.err());
    assertTrue(told.out().contains("nothing was written"), told.out());
    assertTrue(told.out().matches("(?s).*blk\\.0\\.attn_q\\.weight +F16 +IQ2_XS .*"), told.out());
    Result json = quantize("--dry-run", StageFiles.MODEL, output, "Q4_K_M", "--json");
    Result made = quantize(StageFiles.MODEL, output, "Q4_K_M", "--json");
    assertEquals(
        JSON.std.mapFrom(made.out()).get("bits_per_weight"),
        JSON.std.mapFrom(json.out()).get("bits_per_weight"));
    Result partial =
        quantize(
            "--dry-run",
            "--imatrix",
            AlteredDemo.firstLayersImatrix(directory),
            StageFiles.MODEL,
            directory.resolve("partial.gguf"),
            "IQ2_XS");
    assertEquals(1, partial.code());
    assertTrue(partial.err().contains("IQ2_XS needs importance for blk.1."), partial.err());
    assertTrue(Files.notExists(directory.resolve("partial.gguf")));
  }

  @Test
  void readsTensorTypesFromFiles() throws IOException {
    Path file = Files.writeString(directory.resolve("types.txt"), "attn_v=q8_0\nffn_down=q5_0 \n");
    Path output = directory.resolve("out.gguf");
    Result result =
        quantize(
            "--tensor-type",
            "blk.0.attn_v=q5_1",
            "--tensor-type-file=" + file,
            "--tensor-type",
            "ffn=q4_1",
            StageFiles.MODEL,
            output,
            "Q4_0");
    assertEquals(0, result.code(), result.err());
    assertEquals(GgmlType.Q5_1, type("out.gguf", "blk.0.attn_v.weight"));
    assertEquals(GgmlType.Q8_0, type("out.gguf", "blk.1.attn_v.weight"));
    assertEquals(GgmlType.Q5_0, type("out.gguf", "blk.1.ffn_down.weight"));
    assertEquals(GgmlType.Q4_1, type("out.gguf", "blk.1.ffn_up.weight"));
    Files.delete(output);
    Path empty = Files.writeString(directory.resolve("empty.txt"), " \n");
    Path wrong = Files.writeString(directory.resolve("wrong.txt"), "attn_v q8_0");
    List<Object> rest = List.of(StageFiles.MODEL, output, "Q4_0");
    wrongUse(2, "empty.txt is empty", rest, "--tensor-type-file", empty);
    wrongUse(2, "'attn_v' is not written NAME=TYPE", rest, "--tensor-type-file", wrong);
    wrongUse(2, "missing.txt", rest, "--tensor-type-file", directory.resolve("missing.txt"));
    assertTrue(Files.notExists(output));
  }

  @Test
  void readsRecipesOfOtherPrograms() throws IOException {
    String recipe =
        """
        ## Quant mix recipe
        ^output_norm\\.weight$=f32
        ^token_embd\\.weight$=q8_0
        # layers
        ^blk\\.[0-5]\\.attn_norm\\.weight$=f32
        ^blk\\.([0-3]|5)\\.ffn_down\\.weight$=q5_1
        """;
    Path file = Files.writeString(directory.resolve("demo.recipe"), recipe);
    Path output = directory.resolve("out.gguf");
    List<Object> rest = List.of(StageFiles.MODEL, output, "Q4_0");
    Result result = quantize(words(List.of("--tensor-type-file", file), rest));
    assertEquals(0, result.code(), result.err());
    assertEquals(GgmlType.Q8_0, type("out.gguf", "token_embd.weight"));
    assertEquals(GgmlType.Q5_1, type("out.gguf", "blk.5.ffn_down.weight"));
    assertEquals(GgmlType.Q4_0, type("out.gguf", "blk.4.ffn_down.weight"));
    Files.delete(output);
    Files.writeString(file, recipe + "^blk\\.4\\.ffn_down\\.weight$=iq4_ks\n");
    wrongUse(
        2,
        "demo.recipe:7: 'iq4_ks' is a type of ik_llama.cpp that llama.cpp can't write; iq4_xs is",
        rest,
        "--tensor-type-file",
        file);
    Files.writeString(file, recipe + "^blk\\.4[0-9]\\.ffn_down\\.weight$=q4_0\n");
    useless("the model has no tensor that '^blk", rest, "--tensor-type-file", file);
    assertTrue(Files.notExists(output));
  }

  @Test
  void keepsTheParts() throws IOException {
    SplitDemo split = SplitDemo.write(directory);
    Path output = directory.resolve("quant.gguf");
    Result result = quantize("--keep-split", split.first(), output, "Q4_0", "--json");
    assertEquals(0, result.code(), result.err());
    GgufFile first = GgufFile.read(directory.resolve("quant-00001-of-00003.gguf"));
    assertEquals(3, first.parts().size());
    assertEquals(GgmlType.Q4_0, first.modelTensors().get("blk.5.ffn_up.weight").type());
    assertTrue(Files.notExists(output));
    Result plain = quantize(split.first(), output, "Q4_0", "--json");
    assertEquals(
        JSON.std.mapFrom(plain.out()).get("bits_per_weight"),
        JSON.std.mapFrom(result.out()).get("bits_per_weight"));
    wrongUse(
        1,
        "split-00001-of-00003.gguf is read by the same command",
        List.of(split.first(), directory.resolve("split.gguf"), "Q4_0"),
        "--keep-split");
    try (Stream<Path> files = Files.list(directory)) {
      assertTrue(files.noneMatch(file -> file.toString().contains(".tmp")));
    }
  }

  @Test
  void weightsThatAreLeftOutHaveNoImportance() throws IOException {
    Path imatrix = AlteredDemo.firstLayersImatrix(directory);
    Result result =
        quantize(
            "--dry-run",
            "--imatrix",
            imatrix,
            "--exclude-weights",
            "ffn_up",
            StageFiles.MODEL,
            "Q4_K_M");
    assertTrue(result.err().contains("36 of 42 weights have no importance"), result.err());
  }

  @Test
  void takesImportanceWithANeutralPrior() {
    Path imatrix = AlteredDemo.firstLayersImatrix(directory);
    Path given = directory.resolve("given.gguf");
    Path asked = directory.resolve("asked.gguf");
    Path steady = directory.resolve("steady.gguf");
    ImatrixFile.writeGguf(steady, ImatrixFile.read(imatrix).withNeutralPrior(512));
    List<Object> rest = List.of(StageFiles.MODEL, asked, "Q4_0");
    Result result = quantize(words(List.of("--imatrix", imatrix, "--neutral-prior", 512), rest));
    assertEquals(0, result.code(), result.err());
    assertEquals(OptionalLong.of(512), prior(asked));
    Result marked = quantize("--imatrix", steady, StageFiles.MODEL, given, "Q4_0");
    assertTrue(marked.err().contains("steady.gguf holds a neutral prior of 512 tokens"));
    assertEquals(OptionalLong.of(512), prior(given));
    Result other = quantize(words(List.of("--imatrix", steady, "--neutral-prior", 8), rest));
    assertTrue(other.err().contains("512 tokens; one of 8 takes its place"), other.err());
    assertEquals(OptionalLong.of(8), prior(asked));
    wrongUse(2, "--neutral-prior has no effect without --imatrix", rest, "--neutral-prior", 8);
  }

  private static Object[] words(List<Object> first, List<Object> rest) {
    return Stream.concat(first.stream(), rest.stream()).toArray();
  }

  private static OptionalLong prior(Path quant) {
    return GgufFile.read(quant).metadata().whole("quantize.imatrix.neutral_prior");
  }

  @Test
  void refusesWhatLlamaQuantizeWouldOverlook() throws IOException {
    Path output = directory.resolve("out.gguf");
    Path imatrix = AlteredDemo.firstLayersImatrix(directory);
    List<Object> rest = List.of(StageFiles.MODEL, output, "Q4_0");
    List<Object> with = List.of("--imatrix", imatrix, StageFiles.MODEL, output, "Q4_0");
    wrongUse(
        1,
        "there is no layer 9 to prune: the model's layers are 0 to 5",
        rest,
        "--prune-layers",
        "9");
    wrongUse(1, "no layer would be left", rest, "--prune-layers", "0,1,2,3,4,5");
    wrongUse(2, "'x' is not a layer's number", rest, "--prune-layers", "1,x");
    wrongUse(
        1,
        "general.name is a str in this model, which an int",
        rest,
        "--override-kv",
        "general.name=int:1");
    wrongUse(
        1, "tokenizer.ggml.tokens is a list", rest, "--override-kv", "tokenizer.ggml.tokens=str:a");
    wrongUse(
        1,
        "quantize.imatrix.file can't be overridden here",
        with,
        "--override-kv",
        "quantize.imatrix.file=str:mine");
    wrongUse(
        1,
        "a.b is overridden twice: give it once",
        rest,
        "--override-kv",
        "a.b=int:1",
        "--override-kv",
        "a.b=int:2");
    wrongUse(2, "'-1' is not a whole number", rest, "--override-kv", "a.b=int:-1");
    wrongUse(2, "is not written KEY=TYPE:VALUE", rest, "--override-kv", "a.b=1");
    wrongUse(1, "announces 900 blocks", rest, "--override-kv", "llama.block_count=int:900");
    wrongUse(
        2, "--include-weights has no effect without --imatrix", rest, "--include-weights", "attn");
    wrongUse(2, "not both", with, "--include-weights", "attn", "--exclude-weights", "ffn");
    wrongUse(1, "'zzz' finds none of the imatrix's weights", with, "--exclude-weights", "zzz");
    wrongUse(1, "leave no weight of the imatrix", with, "--exclude-weights", "blk");
    Path nextn = AlteredDemo.withPredictingLayer(directory);
    wrongUse(
        1,
        "layer 5 predicts further tokens: to prune it, override llama.nextn_predict_layers",
        List.of(nextn, output, "Q4_0"),
        "--prune-layers",
        "5");
    wrongUse(
        1,
        "has none of the layers that predict further tokens",
        rest,
        "--override-kv",
        "llama.block_count=int:7",
        "--override-kv",
        "llama.nextn_predict_layers=int:1",
        "--prune-layers",
        "1");
    assertTrue(Files.notExists(output));
    Result pruned = quantize("--prune-layers", "1", nextn, output, "Q4_0");
    assertTrue(pruned.err().contains("layer 4 predicts further tokens"), pruned.err());
    assertEquals(GgmlType.Q8_0, type("out.gguf", "blk.4.attn_q.weight"));
    assertEquals(GgmlType.Q4_0, type("out.gguf", "blk.3.attn_q.weight"));
  }

  private void wrongUse(int code, String reason, List<Object> rest, Object... options) {
    fails(code, reason, Stream.concat(Stream.of(options), rest.stream()).toArray());
  }

  @Test
  void saysHowMuchFallsBackToOtherTypes() throws IOException {
    Path tiny = directory.resolve("tiny.gguf");
    TinyModel.write(tiny);
    Result result = quantize(tiny, directory.resolve("out.gguf"), "Q4_K_S", "--pure", "--json");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.err().contains("Q4_K_S: 99.6 % of the weights fall back to other types"),
        result.err());
    assertTrue(result.err().contains("Q4_K to Q5_0 (99.6 %)"), result.err());
    assertTrue(result.out().contains("\"fallback_share\" : 0.99"), result.out());
    Result fits = quantize(StageFiles.MODEL, directory.resolve("fits.gguf"), "Q4_0", "--json");
    assertTrue(fits.out().contains("\"fallback_share\" : 0.0"), fits.out());
  }

  @Test
  void refusesWhatWouldHaveNoEffect() {
    Path output = directory.resolve("out.gguf");
    List<Object> rest = List.of(StageFiles.MODEL, output, "Q8_0");
    useless("the model has no tensor that 'zzz' finds", rest, "--tensor-type", "zzz=q8_0");
    useless(
        "'attn_q.weight' finds none",
        rest,
        "--tensor-type",
        "attn=q8_0",
        "--tensor-type",
        "attn_q.weight=q6_k");
    useless("'attn_norm' finds none", rest, "--tensor-type", "attn_norm=q8_0");
    useless("there is nothing to leave as it is", rest, "--leave-output-tensor");
    useless(
        "the type of the embeddings decides",
        rest,
        "--output-tensor-type",
        "q8_0",
        "--token-embedding-type",
        "q6_k");
    fails(
        2,
        "\\D would mean something else",
        "--tensor-type",
        "blk\\.\\D=q8_0",
        StageFiles.MODEL,
        output,
        "Q8_0");
    fails(2, "-m has no effect with --list-types", "--list-types", "-m", StageFiles.MODEL);
    fails(2, "give the threads once", "-t", "1", StageFiles.MODEL, output, "Q8_0", "1");
    assertTrue(Files.notExists(output));
  }

  @Test
  void refusesWhatHasNoEffectOnTypesThatQuantizeNothing() {
    Path output = directory.resolve("out.gguf");
    List<Object> copy = List.of(StageFiles.MODEL, output, "COPY");
    List<Object> half = List.of(StageFiles.MODEL, output, "F16");
    useless("no effect with COPY: nothing is quantized", copy, "--pure");
    useless("no effect with COPY: nothing is quantized", copy, "--tensor-type", "ffn_down=q8_0");
    useless("no effect with COPY: nothing is quantized", copy, "--output-tensor-type", "q8_0");
    useless("no effect with COPY: nothing is quantized", copy, "--token-embedding-type", "q8_0");
    useless("no effect with COPY: nothing is quantized", copy, "--leave-output-tensor");
    useless("no effect with F16: nothing is quantized", half, "--pure");
    useless("no effect with F16: nothing is quantized", half, "--tensor-type", "ffn_down=q8_0");
    useless("with --token-embedding-type", half, "--output-tensor-type", "q8_0");
    List<Object> pure = List.of(StageFiles.MODEL, output, "Q4_0", "--pure");
    useless("with --token-embedding-type", pure, "--output-tensor-type", "q8_0");
    assertTrue(Files.notExists(output));
    Result embedding = quantize("--token-embedding-type", "q8_0", StageFiles.MODEL, output, "F16");
    assertEquals(0, embedding.code(), embedding.err());
  }

  private void useless(String reason, List<Object> rest, Object... options) {
    fails(1, reason, Stream.concat(Stream.of(options), rest.stream()).toArray());
  }

  @Test
  void saysHowAQuantCanBeQuantizedAgain() {
    Path first = directory.resolve("first.gguf");
    assertEquals(0, quantize(StageFiles.MODEL, first, "Q4_0", "1").code());
    fails(1, "or take this one with --allow-requantize", first, directory.resolve("x"), "Q2_K");
    String forced = "--allow-requantize";
    Result same = quantize(forced, "--tensor-type", "attn_q=q8_0", first, "Q4_0", "1");
    assertEquals(0, same.code(), same.err());
    String told =
        "of 43 tensors that are quantized already 6 go from Q4_0 to Q8_0: blk.*.attn_q.weight (6); 36 stay Q4_0: ";
    assertTrue(same.err().contains(told), same.err());
  }

  @Test
  void whatIsQuantizedToAsManyBitsStaysAsItIs() {
    Path first = directory.resolve("kept.gguf");
    assertEquals(0, quantize(StageFiles.MODEL, first, "Q4_0", "1").code());
    Path again = directory.resolve("again.gguf");
    Result same = quantize("--allow-requantize", first, again, "Q4_K_M", "1");
    assertEquals(0, same.code(), same.err());
    assertTrue(same.err().contains("43 tensors that are quantized already"), same.err());
    assertFalse(same.err().contains(" go from "), same.err());
    assertEquals(GgufFile.read(first).tensors(), GgufFile.read(again).tensors());
    assertTrue(
        KeptTensors.of(GgufFile.read(first).tensors(), again).counts().contains("stay Q4_0"));

    Result said =
        quantize(
            "--allow-requantize", "--tensor-type", "ffn_down=q4_k", first, again, "Q4_K_M", "1");
    assertTrue(
        said.err().contains("6 go from Q4_0 to Q4_K: blk.*.ffn_down.weight (6)"), said.err());
    Result smaller = quantize("--allow-requantize", first, again, "Q2_K", "1");
    assertTrue(smaller.err().contains(" go from Q4_0 to Q2_K"), smaller.err());
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    Path output = directory.resolve("out.gguf");
    fails(2, "there is no quant type 'Q9_X'", StageFiles.MODEL, output, "Q9_X");
    fails(1, "IQ2_XS needs an importance matrix", StageFiles.MODEL, output, "IQ2_XS");
    fails(1, "missing.gguf", directory.resolve("missing.gguf"), output, "Q8_0");
    fails(1, "missing.imatrix", "--imatrix", "missing.imatrix", StageFiles.MODEL, output, "Q8_0");
    fails(
        2,
        "'q4' is not written NAME=TYPE",
        "--tensor-type",
        "q4",
        StageFiles.MODEL,
        output,
        "Q8_0");
    fails(1, "is read by the same command", StageFiles.MODEL, StageFiles.MODEL, "Q8_0");
    fails(2, "quantize needs a model and a type", StageFiles.MODEL);
    fails(2, "too many words", StageFiles.MODEL, output, "Q8_0", "Q4_0", "2");
    fails(
        2,
        "THREADS: 'x' is not a whole number from 1 to 512",
        StageFiles.MODEL,
        output,
        "Q8_0",
        "x");
    assertTrue(Files.notExists(output));
    try (var files = Files.list(directory)) {
      assertEquals(0, files.filter(file -> file.toString().contains(".tmp")).count());
    }
  }

  private void fails(int code, String message, Object... arguments) {
    Result result = quantize(arguments);
    assertEquals(code, result.code(), result.err());
    assertTrue(
        result
            .err()
            .lines()
            .anyMatch(line -> line.startsWith("quantloop: ") && line.contains(message)),
        result.err());
    assertEquals("", result.out());
  }

  private Result quantize(Object... arguments) {
    List<String> words = new ArrayList<>(List.of("quantize"));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return new CliFixture(directory).run(words.toArray(String[]::new));
  }

  private static QuantizeWords words(Path in, Path out, int threads) {
    return new QuantizeWords(in, out, QuantType.Q4_K_M, threads);
  }

  private static QuantizeWords parse(Path model, Path output, Integer threads, String... words) {
    return QuantizeWords.parse(List.of(words), model, output, Optional.ofNullable(threads));
  }
}

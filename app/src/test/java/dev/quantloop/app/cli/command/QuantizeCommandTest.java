package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.cli.TinyModel;
import dev.quantloop.app.cli.option.QuantizeWords;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.quantize.QuantType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    useless(
        "'zzz' finds none of the weights that are left to it", rest, "--tensor-type", "zzz=q8_0");
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

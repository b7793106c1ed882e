package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.cli.TinyModel;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.score.LogitRows;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogitsCommandTest {
  private static final int CONTEXT = 34;
  private static final int VOCABULARY = 4096;

  @TempDir private static Path directory;
  private static Path quant;
  private static Path whole;

  @BeforeAll
  static void writeOnce() {
    quant = directory.resolve("q4.gguf");
    Result quantized = run("quantize", StageFiles.MODEL, quant, "Q4_0", "2");
    assertEquals(0, quantized.code(), quantized.err());
    whole = directory.resolve("whole.h5");
    Result written = logits(whole, "--to", "4");
    assertEquals(0, written.code(), written.err());
    assertTrue(written.out().contains("5 chunks written, 5 of 108 there"), written.out());
  }

  @Test
  void theModelAgreesWithItsOwnLogits() throws IOException {
    Map<?, ?> json = kld(whole, StageFiles.MODEL, "--all-positions");
    assertEquals(5, json.get("chunks"));
    assertEquals(5 * (CONTEXT - 2), json.get("tokens"));
    assertTrue(at(json, "kld_max") < 1e-5, json.toString());
    assertEquals(1.0, at(json, "same_top"));
    assertEquals(at(json, "ppl_base"), at(json, "ppl"), 1e-3);
    assertTrue(at(kld(whole, quant, "--all-positions"), "mean") > 0.02);
  }

  @Test
  void precisionAndCompressionHardlyChangeTheFigures() throws IOException {
    Path small = directory.resolve("small.h5");
    assertEquals(
        0, logits(small, "--to", "4", "--precision", "16", "--compression", "gzip").code());
    assertTrue(Files.size(small) < 0.5 * Files.size(whole));
    Map<?, ?> expected = kld(whole, quant);
    Map<?, ?> actual = kld(small, quant);
    assertEquals(at(expected, "mean"), at(actual, "mean"), 2e-3 * at(expected, "mean"));
  }

  @Test
  void goesOnWithTheChunksThatAreMissing() throws IOException {
    Path parts = directory.resolve("parts.h5");
    assertTrue(logits(parts, "--from", "3", "--to", "4").out().contains("2 chunks written, 2 of"));
    Result rest = logits(parts, "--to", "4");
    assertTrue(rest.out().contains("3 chunks written, 5 of"), rest.out() + rest.err());
    assertTrue(logits(parts, "--to", "4").out().contains("0 chunks written, 5 of"));
    assertEquals(kld(whole, quant), kld(parts, quant));
    Result other = logits(parts, "--precision", "16");
    assertEquals(1, other.code());
    assertTrue(other.message().contains("parts.h5 holds something else"), other.err());
  }

  @Test
  void aFileWithoutTokensIsReadWithItsText() throws IOException {
    Path foreign = foreign("foreign.h5", whole, 0);
    assertEquals(
        kld(whole, quant, "--all-positions"),
        kld(foreign, quant, "--all-positions", "-f", StageFiles.TEXT.toString()));
    assertProblem("foreign.h5 does not hold its text", foreign);
    Path half = directory.resolve("half.txt");
    Files.writeString(half, Files.readString(StageFiles.TEXT).substring(5000));
    assertProblem("was made of another text: it has 108 chunks", foreign, "-f", half.toString());
    assertProblem("was made of another text than", whole, "-f", shifted().toString());
    assertProblem("are not of this text: they give", foreign, "-f", shifted().toString());
  }

  /** As many tokens, other ones. */
  private static Path shifted() throws IOException {
    String text = Files.readString(StageFiles.TEXT);
    int half = text.indexOf("4. Redistribution");
    return Files.writeString(
        directory.resolve("shifted.txt"), text.substring(half) + text.substring(0, half));
  }

  @Test
  void refusesBadFilesInOneLine() throws IOException {
    assertProblem("a context of 34 tokens, not 64", whole, "-c", "64");
    Path broken = foreign("nan.h5", whole, Float.NaN);
    assertProblem(
        "the baseline on chunk 1 of " + broken + " are not finite",
        broken,
        "-f",
        StageFiles.TEXT.toString());
    Path cut = directory.resolve("cut.h5");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 300_000));
    assertProblem("it was cut short: 300,000 of", cut);
    assertProblem("is no file of logits: neither HDF5 nor", StageFiles.TEXT);
    Path tiny = directory.resolve("tiny.gguf");
    TinyModel.write(tiny);
    Result result = run("kld", "--kl-divergence-base", whole, "-m", tiny, "-t", "1");
    assertEquals(1, result.code());
    assertTrue(result.message().contains("can't be compared"), result.err());
    assertEquals(2, logits(directory.resolve("x.h5"), "--precision", "8").code());
    Result beyond = logits(directory.resolve("x.h5"), "--from", "500");
    assertTrue(beyond.message().contains("has the whole chunks 0 to"), beyond.err());
    assertFalse(Files.exists(directory.resolve("x.h5")));
  }

  @Test
  void theComparisonIsWrittenForOtherPrograms() throws IOException {
    Path file = directory.resolve("comparison.h5");
    Map<?, ?> json = kld(whole, quant, "--hdf5", file.toString());
    try (HdfFile comparison = new HdfFile(file)) {
      assertEquals(5, comparison.getChildren().size());
      assertEquals(3L, comparison.getChild("chunk_3").getAttribute("ChunkNumber").getData());
      Map<String, Object> overall =
          JSON.std.mapFrom(comparison.getAttribute("overall").getData().toString());
      assertEquals(at(json, "mean"), at(overall, "Average"), 1e-9);
      assertEquals(at(json, "kld_99"), at(overall, "KLD_99"), 1e-9);
      assertEquals(at(json, "median"), at(overall, "Median"), 1e-9);
      Map<String, Object> digest =
          JSON.std.mapFrom(comparison.getAttribute("digest").getData().toString());
      assertEquals(at(json, "tokens"), at(digest, "n"));
    }
  }

  @Test
  void filesAreJudgedAgainstLogits() throws IOException {
    String each = Integer.toString(CONTEXT - 1);
    Map<?, ?> expected = kld(whole, quant, "-b", each);
    Map<String, Object> judged = judged("whole", "ev=logits:" + whole, "-b", each);
    Map<?, ?> row = (Map<?, ?>) ((List<?>) judged.get("ranking")).get(0);
    for (String figure : List.of("mean", "median", "kld_99", "same_top", "ppl", "ppl_base")) {
      assertEquals(at(expected, figure), at(row, figure), 1e-12, figure);
    }
    String sha256 = Sha256.of(whole);
    assertEquals(sha256, ((Map<?, ?>) judged.get("baseline_logits")).get("sha256"));
    assertTrue(run("rank", "whole").out().contains("The baseline's logits: " + whole));
    assertTrue(run("show", "whole").out().contains("logits SHA-256 " + sha256));
    assertTrue(run("export", "whole", "--format", "md").out().contains(sha256));

    Path vocabulary = StageFiles.vocabularyOnly(directory.resolve("vocabulary.gguf"));
    List<Object> words = List.of("--source", "ev=logits:" + whole, "-b", each, "-t", 1, "--json");
    Result alone = run(words("judge", vocabulary, quant, "--name", "vocabulary", words));
    assertEquals(0, alone.code(), alone.err());
    assertEquals(at(row, "mean"), at(row(JSON.std.mapFrom(alone.out()), 1), "mean"), 1e-12);

    Path foreign = foreign("judged.h5", whole, 0);
    String withText = "ev=logits:%s;text=%s".formatted(foreign, StageFiles.TEXT);
    Map<String, Object> alike = judged("foreign", withText, "-b", each);
    assertEquals(at(row, "mean"), at(row(alike, 1), "mean"), 1e-12);
    assertJudgeProblem("foreign2", "give the text that it was made of", "ev=logits:" + foreign);
    assertJudgeProblem(
        "bad-context", "with a context of 34 tokens, not 64", "ev=logits:" + whole, "-c", "64");
    assertJudgeProblem(
        "bad-number", "but 9 are needed", "ev=logits:" + whole, "--eval-chunks", "9");
    assertJudgeProblem("bad-text", "neither HDF5 nor", "ev=logits:" + StageFiles.TEXT);

    Files.write(foreign, new byte[1], StandardOpenOption.APPEND);
    Path other = Files.copy(quant, directory.resolve("other.gguf"));
    Files.write(other, new byte[1], StandardOpenOption.APPEND);
    Result changed = run("judge", StageFiles.MODEL, other, "--name", "foreign");
    assertEquals(1, changed.code(), changed.out());
    assertTrue(changed.message().contains("judged.h5 has changed since"), changed.err());
  }

  @Test
  void whatIsDamagedInsideIsFoundBeforeAnythingIsRecorded() throws IOException {
    String text = ";text=" + StageFiles.TEXT;
    Path broken = foreign("broken.h5", whole, Float.NaN);
    String source = "ev=logits:" + broken + text;
    assertJudgeProblem("nan", "broken.h5: the logits on chunk 1 are not finite", source);
    judged("nan", source, "--quarantine");

    Path zipped = directory.resolve("zipped.h5");
    assertEquals(0, logits(zipped, "--to", "4", "--compression", "gzip").code());
    byte[] bytes = Files.readAllBytes(zipped);
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 64, (byte) 0);
    Files.write(zipped, bytes);
    assertJudgeProblem("zip", "zipped.h5 is not a file of logits", "ev=logits:" + zipped);

    Path base = directory.resolve("damaged.kld");
    List<Object> save = List.of("--save-base", base, "-f", StageFiles.TEXT, "-c", 34);
    Object[] saving = words("kld", "--base-model", StageFiles.MODEL, save, "--chunks", 5);
    assertEquals(0, run(saving).code());
    bytes = Files.readAllBytes(base);
    int rowBytes = 2 * (4 + VOCABULARY);
    int lastRow = bytes.length - rowBytes;
    Arrays.fill(bytes, lastRow, lastRow + 4, (byte) 65);
    Files.write(base, bytes);
    assertJudgeProblem("row", "row 15 of chunk 4 is damaged", "ev=logits:" + base);
    Object[] loop =
        words("new", "row", "-m", StageFiles.MODEL, "--source", "ev=logits:" + base, "--source");
    Result refused = run(words(List.of(loop), "pool=" + StageFiles.TEXT, "--keep-overlap"));
    assertEquals(1, refused.code(), refused.out());
    assertTrue(refused.message().contains("row 15 of chunk 4 is damaged"), refused.err());
    assertFalse(run("ls").out().contains("row "), "nothing is recorded");
  }

  @Test
  void aLoopEvaluatesAgainstLogProbabilitiesOfLlamaPerplexity() throws IOException {
    Path base = directory.resolve("base.kld");
    List<Object> save =
        List.of("--save-base", base, "-f", StageFiles.TEXT, "-c", 64, "--chunks", 9);
    assertEquals(0, run(words("kld", "--base-model", StageFiles.MODEL, save)).code());
    Path pool =
        Files.writeString(directory.resolve("pool.txt"), "Some words of a pool. ".repeat(99));
    List<Object> sources = List.of("--source", "ev=logits:" + base, "--source", "pool=" + pool);
    List<Object> more = List.of("--quants", "Q4_0", "--max", 128, "--keep-overlap", "-t", 1);
    Result created = run(words("new", "loop", "-m", StageFiles.MODEL, sources, more));
    assertEquals(0, created.code(), created.err());
    Result ran = run("run", "loop", "--iterations", 1, "--replicates", 0);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.err().contains("baseline's logits: read from their file"), ran.err());
    assertTrue(ran.out().contains("the baseline against its stored logits on 4 chunks"), ran.out());
    Map<String, Object> rows = JSON.std.mapFrom(run("rank", "loop", "--json").out());
    Map<?, ?> zeroth = row(rows, 0);
    Path made = Path.of(directory.toString(), "zeroth.gguf");
    assertEquals(0, run("quantize", StageFiles.MODEL, made, "Q4_0", "2").code());
    Map<?, ?> expected = kld(base, made, "-c", "64");
    assertEquals(at(expected, "mean"), at(zeroth, "mean"), 0.02 * at(expected, "mean"));

    String card = run("export", "loop", "--format", "md").out();
    assertTrue(card.contains("the baseline against its stored logits, on 4 chunks"), card);
    assertFalse(card.contains("()"), "there are no intervals of few documents");
    Path folder = directory.resolve("published");
    Result published = run("export", "loop", "--to", folder);
    assertEquals(0, published.code(), published.err());
    for (String document : List.of("README.md", "recipe.json", "results.json", "report.html")) {
      String text = Files.readString(folder.resolve(document));
      assertFalse(text.contains(directory.toString()), document);
    }

    Result other = run(words("new", "other", "-m", quant, sources, more, "--allow-requantize"));
    assertEquals(0, other.code(), other.err());
    Result refused = run("run", "other", "--iterations", 1, "--replicates", 0);
    assertEquals(1, refused.code(), refused.out());
    assertTrue(refused.message().contains("are not those of " + quant), refused.err());
  }

  private static Map<?, ?> row(Map<String, Object> document, int iteration) {
    return ((List<?>) document.get("ranking"))
        .stream()
            .map(row -> (Map<?, ?>) row)
            .filter(row -> row.get("iteration").equals(iteration))
            .findFirst()
            .orElseThrow();
  }

  private static Map<String, Object> judged(String name, String source, String... more)
      throws IOException {
    Result result = judge(name, source, more);
    assertEquals(0, result.code(), result.err());
    return JSON.std.mapFrom(result.out());
  }

  private static void assertJudgeProblem(
      String name, String problem, String source, String... more) {
    Result result = judge(name, source, more);
    assertEquals(1, result.code(), result.out());
    assertTrue(result.message().contains(problem), result.err());
    assertFalse(run("ls").out().contains(name + " "), "nothing is recorded");
  }

  private static Result judge(String name, String source, String... more) {
    List<Object> fixed = List.of("--source", source, "--name", name, "-t", 1, "--json");
    return run(words("judge", StageFiles.MODEL, quant, fixed, List.of(more)));
  }

  /** Words, those of lists among them. */
  private static Object[] words(Object... parts) {
    return Arrays.stream(parts)
        .flatMap(part -> part instanceof List<?> list ? list.stream() : Stream.of(part))
        .toArray();
  }

  /** A copy as another program may write it: without blocks, without the tokens. */
  private static Path foreign(String name, Path from, float spoilt) {
    Path copy = directory.resolve(name);
    try (LogitsFile file = LogitsFile.open(from);
        WritableHdfFile out = HdfFile.write(copy)) {
      float[][][] logits = new float[5][CONTEXT][VOCABULARY];
      long[] index = new long[file.chunkCount()];
      Arrays.fill(index, -1);
      byte[] processed = new byte[index.length];
      for (int chunk = 0; chunk < 5; chunk++) {
        LogitRows rows = file.read(List.of(new LogitsFile.Span(chunk, 0, CONTEXT - 1))).get(0);
        for (int row = 0; row < CONTEXT - 1; row++) {
          rows.copy(row, 0, logits[4 - chunk][row], VOCABULARY);
        }
        index[chunk] = 4 - chunk;
        processed[chunk] = 1;
      }
      logits[3][20][7] += spoilt;
      out.putDataset("logits", logits);
      out.putDataset("chunk_index", index);
      out.putDataset("processed_chunks", processed);
    }
    try (LogitsFile file = LogitsFile.open(copy)) {
      assertArrayEquals(new int[] {0, 1, 2, 3, 4}, file.chunks());
    }
    return copy;
  }

  private static void assertProblem(String problem, Path base, String... more) {
    Result result = run((Object[]) kldWords(base, quant, more));
    assertEquals(1, result.code(), result.out());
    assertTrue(result.message().contains(problem), result.err());
  }

  private static Map<?, ?> kld(Path base, Path model, String... more) throws IOException {
    List<String> words = new ArrayList<>(Arrays.asList(kldWords(base, model, more)));
    words.add("--json");
    Result result = run(words.toArray());
    assertEquals(0, result.code(), result.err());
    return (Map<?, ?>) JSON.std.listFrom(result.out()).get(0);
  }

  private static String[] kldWords(Path base, Path model, String... more) {
    List<String> words = List.of("kld", "--baseline-logits", base.toString(), "-t", "1", "-m");
    return Stream.of(words.stream(), Stream.of(model.toString()), Stream.of(more))
        .flatMap(all -> all)
        .toArray(String[]::new);
  }

  private static Result logits(Path output, String... more) {
    List<Object> words = new ArrayList<>(List.of("logits", StageFiles.MODEL, "-f"));
    words.addAll(List.of(StageFiles.TEXT, "-o", output, "-c", CONTEXT, "-t", "1"));
    words.addAll(List.of(more));
    return run(words.toArray());
  }

  private static double at(Map<?, ?> json, String key) {
    return ((Number) json.get(key)).doubleValue();
  }

  private static Result run(Object... words) {
    return new CliFixture(directory)
        .run(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
  }
}

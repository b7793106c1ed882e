package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.cli.TinyModel;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeCommandTest {
  @TempDir private static Path directory;
  private static Path text;
  private static Path large;
  private static Path small;

  @BeforeAll
  static void makeFiles() throws IOException {
    text = directory.resolve("licence.txt");
    Files.writeString(text, Files.readString(StageFiles.TEXT));
    large = quantize("large.gguf", "Q8_0");
    small = quantize("small.gguf", "Q4_0");
  }

  private static Path quantize(String name, String type) {
    Path file = directory.resolve(name);
    Result result = run("quantize", StageFiles.MODEL, file, type, "2");
    assertEquals(0, result.code(), result.err());
    return file;
  }

  @Test
  void ranksFilesOfAnyTypeAndGoesOnWithThem() throws IOException {
    Map<String, Object> first = judged("two", small, large, "--source", sections());
    List<?> ranking = (List<?>) first.get("ranking");
    Map<?, ?> best = (Map<?, ?>) ranking.get(0);
    Map<?, ?> second = (Map<?, ?>) ranking.get(1);
    assertEquals(
        List.of("large.gguf", "Q8_0", 1, true), at(best, "name", "quant_type", "rank", "best"));
    assertEquals(
        List.of("small.gguf", "Q4_0", "worse"), at(second, "name", "quant_type", "verdict"));
    assertEquals(Files.size(small), ((Number) second.get("bytes")).longValue());
    assertEquals(small.toString(), second.get("file"));
    assertTrue(number(second, "low") > 0 && number(second, "p_adjusted") < 0.05, second.toString());
    assertTrue(number(best, "composite_low") < number(best, "composite"), best.toString());
    assertTrue(number(second, "bits_per_weight") < number(best, "bits_per_weight"));
    assertEquals("file", first.get("question"));

    Path moved = Files.copy(small, directory.resolve("moved.gguf"));
    Map<String, Object> again = judged("two", moved);
    assertEquals(2, ((List<?>) again.get("ranking")).size());
    assertFalse(again.containsKey("run"), "nothing was left to evaluate");

    Path broken = broken();
    Result result = judge("two", broken);
    assertEquals(1, result.code(), result.err());
    assertTrue(result.message().contains("broken.gguf failed: the logits"), result.err());
    assertTrue(result.out().contains("not evaluated: broken.gguf (failed)"), result.out());
    assertTrue(result.out().contains("*  large.gguf  Q8_0"), result.out());

    Result pareto = run("pareto", "two", "--not-worse-than", "two:2", "--below", "1g");
    assertEquals(0, pareto.code(), pareto.err());
    assertTrue(pareto.out().contains("not detectably worse than large.gguf: large.gguf"));
    assertTrue(pareto.out().contains("best below 1.0 GiB: large.gguf"), pareto.out());
    assertTrue(run("compare", "two:2", "two:1").out().contains("worse"));
    assertEquals(0, run("rank", "two").code());
    assertTrue(run("ls").out().contains("Q4_0,Q8_0"), run("ls").out());
    assertTrue(run("next", "two").out().contains("files from outside"));
    String shown = run("show", "two").out();
    assertTrue(shown.contains("small.gguf") && !shown.contains("plateau  "), shown);
    assertEquals(0, run("rm", "two", "-y", "--purge").code());
    assertTrue(Files.exists(small) && Files.exists(large) && Files.exists(moved));
  }

  @Test
  void anEvaluationEndsWhenItIsSettledAndGoesOnWhenAsked() throws IOException {
    Path tiny = quantize("tiny.gguf", "Q2_K");
    Object[] words = {large, tiny, "-f", sectionsFile(), "-c", "64", "--eval-chunks", "20"};
    List<Object> stopping = new ArrayList<>(Arrays.asList(words));
    stopping.addAll(
        List.of("--chunks-per-document", "1", "-t", "1", "-b", "128", "--stop-early", "--json"));
    Result result = judge("early", stopping.toArray());
    assertEquals(0, result.code(), result.err());
    assertTrue(result.err().contains("tiny.gguf is worse than large.gguf: +"), result.err());
    Map<String, Object> document = JSON.std.mapFrom(result.out());
    assertEquals(1, ((List<?>) document.get("ranking")).size());
    assertEquals(List.of(), document.get("not_evaluated"));
    Map<?, ?> stopped = (Map<?, ?>) ((List<?>) document.get("stopped_early")).get(0);
    assertEquals(
        List.of("tiny.gguf", "large.gguf", "worse"), at(stopped, "name", "reference", "outcome"));
    assertTrue(number(stopped, "low") > 0, stopped.toString());
    assertTrue(number(stopped, "saved_tokens") >= 5 * 64, stopped.toString());
    assertTrue(run("show", "early:2").out().contains("stopped early, "), "in show");
    assertEquals(2, ((List<?>) judged("early", tiny).get("ranking")).size());
  }

  @Test
  void fewDocumentsGiveNoInterval() {
    Result result = judge("few", large, "-f", text, "--eval-chunks", "3");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("they need 10 documents"), result.out());
    assertFalse(result.out().contains("*"), result.out());
    assertTrue(result.out().contains("Baseline: " + StageFiles.MODEL), result.out());
  }

  @Test
  void refusesWhatCannotBeJudged() throws IOException {
    Path other = directory.resolve("other.gguf");
    TinyModel.write(other);
    Path copy = Files.copy(StageFiles.MODEL, directory.resolve("copy.gguf"));
    Path twin = Files.copy(small, directory.resolve("twin.gguf"));
    Path noModel = Files.writeString(directory.resolve("no.gguf"), "no model");
    Path shard = directory.resolve("part-00002-of-00002.gguf");
    refused(" tokens, that of the baseline has 4096", other);
    refused("it is not a GGUF file", noModel);
    refused("is the baseline itself", StageFiles.MODEL);
    refused("small.gguf is given twice", small, large, small);
    refused("are the same file (SHA-256", small, twin);
    refused("cannot read", shard);
    Result twice = judge("none", copy, "-f", text, "--eval-chunks", "3");
    assertTrue(twice.message().contains("copy of the baseline"), twice.err());
    assertEquals(2, judge("none", small).code());
    assertEquals(2, judge("none", small, "--source", "t=" + text + ";use=calibration").code());
    assertEquals(1, run("pareto", "none").code());
  }

  private static void refused(String message, Path... files) {
    List<Object> words = new ArrayList<>(Arrays.asList(files));
    words.addAll(List.of("-f", text));
    Result result = judge("none", words.toArray());
    assertEquals(1, result.code(), result.err());
    assertTrue(result.message().contains(message), result.err());
    assertFalse(run("ls").out().contains("none"), "nothing is recorded");
  }

  /** Pieces of the text as documents. */
  private static String sections() throws IOException {
    return "licence=" + sectionsFile();
  }

  private static Path sectionsFile() throws IOException {
    String documents = Files.readString(text).replaceAll("(?s)(.{450})", "$1\n<|endoftext|>\n");
    return Files.writeString(directory.resolve("sections.txt"), documents);
  }

  /** All embeddings of one that is quantized are NaN. */
  private static Path broken() throws IOException {
    Path broken = Files.copy(StageFiles.MODEL, directory.resolve("broken.gguf"));
    GgufTensor embedding = GgufFile.read(broken).tensor("token_embd.weight").orElseThrow();
    byte[] bytes = new byte[(int) embedding.bytes()];
    Arrays.fill(bytes, (byte) 0x7f);
    try (FileChannel file = FileChannel.open(broken, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bytes), embedding.offset());
    }
    return broken;
  }

  private static Map<String, Object> judged(String name, Object... words) throws IOException {
    List<Object> all = new ArrayList<>(Arrays.asList(words));
    all.add("--json");
    if (all.contains("--source")) {
      all.addAll(
          List.of("-c", "64", "--eval-chunks", "12", "--chunks-per-document", "1", "-t", "1"));
    }
    Result result = judge(name, all.toArray());
    assertEquals(0, result.code(), result.err());
    return JSON.std.mapFrom(result.out());
  }

  private static Result judge(String name, Object... words) {
    List<Object> all = new ArrayList<>(List.of("judge", StageFiles.MODEL));
    all.addAll(Arrays.asList(words));
    all.addAll(List.of("--name", name));
    return run(all.toArray());
  }

  private static List<Object> at(Map<?, ?> row, String... names) {
    return Arrays.stream(names).<Object>map(row::get).toList();
  }

  private static double number(Map<?, ?> row, String name) {
    return ((Number) row.get(name)).doubleValue();
  }

  private static Result run(Object... arguments) {
    return new CliFixture(directory)
        .run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }
}

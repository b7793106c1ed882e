package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.cli.report.MixReport;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixCommandTest {
  private static final String NEW =
      "new %s -m %s --quants Q4_0 -c 64 -b 512 -t 1 --eval-chunks 2 --chunks-per-document 1 --start"
          + " 128 --max 512 --keep-overlap";

  @TempDir private static Path directory;

  @BeforeAll
  static void makeExperiments() throws IOException {
    String text =
        Files.readString(StageFiles.TEXT).replaceAll("(?s)(.{450})", "$1\n<|endoftext|>\n");
    String first = source("first", text.substring(0, text.length() / 2));
    String second = source("second", text.substring(text.length() / 2));
    String said = create("mixed", first, second, "--search-chunks", "3", "--held-out-chunks", "9");
    assertTrue(said.contains(", choosing recipes on 3 chunks of "), said);
    create("plain", first, second);
    String calibrated = second + ";use=calibration";
    create("partly", first, calibrated, "--search-chunks", "3", "--held-out-chunks", "9");
    create("single", first, "--search-chunks", "3", "--held-out-chunks", "6");
    create("few", first, second, "--search-chunks", "3", "--held-out-chunks", "4");
  }

  private static String source(String name, String text) throws IOException {
    return name + "=" + Files.writeString(directory.resolve(name + ".txt"), text);
  }

  /** Returns what is said of the texts. */
  private static String create(String name, String... words) {
    List<String> all = new ArrayList<>(List.of(NEW.formatted(name, StageFiles.MODEL).split(" ")));
    for (String word : words) {
      if (word.contains("=")) {
        all.add("--source");
      }
      all.add(word);
    }
    Result result = run(all.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    return result.err() + result.out();
  }

  @Test
  void searchesOnTheSearchPartAndJudgesOnTheHeldOutPart() throws IOException {
    importAndLoseImatrix();
    Map<String, Object> found = mixed("--tries", "5");
    List<?> tried = mixes(found, "search");
    assertEquals(5, tried.size());
    assertEquals(
        List.of("equal weights", "only first", "only second"),
        tried.subList(0, 3).stream().map(one -> ((Map<?, ?>) one).get("label")).toList());
    assertEquals(3, chunks(found, "search"));
    assertEquals(9, chunks(found, "finals"));

    Map<String, Object> given = mixed("--weights", "first=3,second=1");
    assertEquals(6, mixes(given, "search").size(), "what was tried is kept");
    assertEquals(Map.of("first", 0.75, "second", 0.25), given.get("weights"));
    List<?> verdicts =
        ((List<?>) given.get("verdicts"))
            .stream()
                .map(one -> (Map<?, ?>) one)
                .filter(one -> one.get("mix").equals(given.get("weights")))
                .toList();
    assertEquals(2, verdicts.size(), given.toString());
    Map<?, ?> onEqual = (Map<?, ?>) verdicts.get(0);
    assertEquals("equal weights", onEqual.get("against"));
    assertEquals("recipe", onEqual.get("question"));
    assertEquals(2, onEqual.get("calibration_texts"));
    assertTrue((double) onEqual.get("p_adjusted") >= (double) onEqual.get("p"));
    assertTrue(Files.isRegularFile(Path.of((String) given.get("imatrix"))));

    Result again = run("mix", "mixed", "--quant", "Q4_0", "--replicates", "1", "--tries", "5");
    assertEquals(0, again.code(), again.err());
    assertFalse(again.err().contains("evaluate"), again.err());
    assertTrue(again.out().contains("Tried on the search part (mixed-mix-Q4_0"), again.out());
    assertTrue(again.out().contains("2 calibration texts"), again.out());

    assertFalse(run("rank", "mixed", "--json").out().contains("composite"), "it has none itself");
    assertTrue(run("show", "mixed-mix-Q4_0").out().contains("mixes of the sources of mixed"));
    Result other = run("mix", "mixed", "--quant", "Q4_0", "--replicates", "2");
    assertTrue(other.message().contains("is a search of another kind"), other.err());
    String file = directory.resolve("small.gguf").toString();
    assertEquals(0, run("quantize", StageFiles.MODEL.toString(), file, "Q4_0", "2").code());
    Result judged =
        run("judge", StageFiles.MODEL.toString(), file, "--name", "mixed-mix-Q4_0-final");
    assertTrue(judged.message().contains("-final is part of a search for a mix"), judged.err());
    for (String line : run("ls").out().split("\n")) {
      assertTrue(!line.startsWith("mixed-mix-") || line.contains("finished"), line);
    }
    tellsWhatIsPutAside();
  }

  private static void tellsWhatIsPutAside() {
    try (Tracker tracker = Tracker.open(directory.resolve(".local/share/quantloop/quantloop.db"))) {
      Experiment search = tracker.experiments().get("mixed-mix-Q4_0");
      tracker
          .quarantine()
          .add(
              new ChunkPutAside(
                  tracker.experiments().corpora(search.id()).get(1).id(),
                  Optional.empty(),
                  0,
                  Optional.empty(),
                  Optional.empty(),
                  "the baseline",
                  Optional.empty()));
      StringWriter out = new StringWriter();
      MixReport.of(tracker, tracker.mixes().find(search.id()).orElseThrow())
          .print(new PrintWriter(out));
      assertTrue(out.toString().matches("(?s).*second \\d+ with 1 put aside.*"), out.toString());
    }
  }

  /** A mix has no use for it. */
  private static void importAndLoseImatrix() throws IOException {
    String model = StageFiles.MODEL.toString();
    String text = StageFiles.TEXT.toString();
    String ready = directory.resolve("ready.gguf").toString();
    Result made = run("imatrix", "-m", model, "-f", text, "-o", ready, "-c", "64", "--chunks", "2");
    assertEquals(0, made.code(), made.err());
    Result imported = run("ledger", "import", ready, "--experiment", "mixed");
    assertEquals(0, imported.code(), imported.err());
    // The worker of the last run may still be removing files beside the database.
    try (Stream<Path> files = Files.walk(directory.resolve(".local/share/quantloop/experiments"))) {
      Path block =
          files
              .filter(file -> file.getFileName().toString().matches("ready-.*gguf"))
              .findFirst()
              .orElseThrow();
      Files.delete(block);
    }
  }

  @Test
  void refusesWhatCannotBeMixed() {
    refused("plain keeps no text back to choose a mix on; make an experiment with", "plain");
    refused("single has 1 source to calibrate on; a mix takes at least 2", "single");
    refused(" documents; a verdict takes 10: make an experiment", "few");
    misused("there is no source third to weigh", "third=1");
    misused("the weight of first is -1", "first=-1");
    misused("all weights are 0", "first=0");
    refused("second keeps no text back to choose", "partly", "--domain-weights", "second=1");
    refused("3 tries are too few", "mixed", "--tries", "3", "--name", "none");
    refused("is too small for 4 calibration texts", "mixed", "--tokens", "90k", "--name", "none");
    refused("plain is an experiment of another kind", "mixed", "--name", "plain");
    assertEquals(2, run("mix", "mixed", "--quant", "Q4_0", "--objective", "best").code());
    assertEquals(2, run("mix", "mixed").code());
    assertFalse(run("ls").out().contains("none") || run("ls").out().contains("few-"));
  }

  private static void misused(String message, String weights) {
    refused(2, message, "mixed", "--weights", weights);
  }

  private static void refused(String message, String name, String... words) {
    refused(1, message, name, words);
  }

  private static void refused(int code, String message, String name, String... words) {
    List<String> all = new ArrayList<>(List.of("mix", name, "--quant", "Q4_0"));
    all.addAll(List.of(words));
    Result result = run(all.toArray(String[]::new));
    assertEquals(code, result.code(), result.err());
    assertTrue(result.message().contains(message), result.err());
  }

  private static Map<String, Object> mixed(String... words) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("mix", "mixed", "--quant", "Q4_0", "--replicates", "1", "--json"));
    all.addAll(List.of(words));
    Result result = run(all.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    return JSON.std.mapFrom(result.out());
  }

  private static List<?> mixes(Map<String, Object> document, String part) {
    return (List<?>) ((Map<?, ?>) document.get(part)).get("mixes");
  }

  private static int chunks(Map<String, Object> document, String part) {
    List<?> sets = (List<?>) ((Map<?, ?>) document.get(part)).get("evaluation_sets");
    return (int) ((Map<?, ?>) sets.get(0)).get("chunks");
  }

  private static Result run(String... arguments) {
    return new CliFixture(directory).run(arguments);
  }
}

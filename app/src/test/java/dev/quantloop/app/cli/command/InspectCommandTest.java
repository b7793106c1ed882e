package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.format.Json;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.Statistic;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir private Path directory;

  @Test
  void showsWeightsAndLayersAndSaysWhatTheSumsCantTell() {
    Result squares = run("inspect", file("a.gguf", sums(1, false)).toString());
    assertEquals(0, squares.code(), squares.err());
    assertTrue(squares.out().contains("a.gguf: 3 weights over 1 chunk of 8 tokens"), squares.out());
    assertTrue(squares.out().contains("can't tell μ(m), σ(m), skew(m)"), squares.out());
    assertFalse(squares.out().contains("  ECS 2026"), squares.out());

    Result both = run("inspect", file("b.gguf", sums(1, true)).toString());
    assertTrue(both.out().contains("It has sums of activations and of their squares."));
    assertTrue(both.out().contains("  ECS 2026"), both.out());
    // Means 1 and 3, and 0.5 and 1.5 of the layer before.
    List<String> lines = both.out().lines().toList();
    assertTrue(
        lines.stream().anyMatch(l -> l.matches("blk.1.a.weight +8 +2 +4.000 .* 1.414 .*")),
        both.out());
    assertTrue(
        lines.stream().anyMatch(l -> l.matches("blk.0.exps.weight +8 +1/2 +2 .*")), both.out());
    assertTrue(lines.stream().anyMatch(l -> l.matches(" +1 +1 +2 +4.000 .*")), both.out());
  }

  @Test
  void showsTheStatisticsThatAreAskedFor() {
    Path file = file("a.gguf", sums(1, false));
    Result some = run("inspect", file.toString(), "--statistics", "entropy,zd_beyond");
    assertTrue(some.out().contains("  N     H  ZD |z| > 1\n"), some.out());
    Result unknown = run("inspect", file.toString(), "--statistics", "entropie");
    assertEquals(2, unknown.code());
    assertTrue(unknown.message().contains("no statistic 'entropie'; there are total, min"));
  }

  @Test
  void printsEachStatisticOfWeightsLayersAndExpertsAsJson() {
    Result result = run("inspect", file("a.gguf", sums(1, true)).toString(), "--json");
    Map<String, Object> document = Json.parse(result.out());
    Map<?, ?> weight = (Map<?, ?>) ((List<?>) document.get("weights")).get(2);
    assertEquals("blk.1.a.weight", weight.get("weight"));
    assertEquals("blk.0.a.weight", weight.get("earlier"));
    Map<?, ?> values = (Map<?, ?>) weight.get("statistics");
    assertEquals(
        Arrays.stream(Statistic.values()).map(Statistic::key).toList(),
        List.copyOf(values.keySet()));
    assertEquals(4.0, values.get("total"));
    Map<?, ?> routed = (Map<?, ?>) ((List<?>) document.get("weights")).get(1);
    assertEquals(2, ((List<?>) routed.get("by_expert")).size());
    assertEquals(2, ((List<?>) document.get("layers")).size());
  }

  @Test
  void printsOneRowForEachWeightExpertAndLayerAsCsv() throws IOException {
    Result result = run("inspect", file("a.gguf", sums(1, true)).toString(), "--csv");
    assertFalse(result.out().contains("\r"), "which a terminal would show spelled out");
    List<CSVRecord> rows =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(new StringReader(result.out()))
            .getRecords();
    assertEquals(
        List.of("weight", "weight", "expert", "expert", "weight", "layer", "layer"),
        rows.stream().map(row -> row.get("scope")).toList());
    assertEquals("4.0", rows.get(4).get("total"));
    assertEquals("", rows.get(0).get("cosine"));
    assertEquals("0", rows.get(3).get("tokens"));
  }

  @Test
  void comparesTwoImatrices() {
    Path a = file("a.gguf", sums(1, false));
    Path b = file("b.gguf", sums(2, true));
    Result result = run("imatrix", "compare", a.toString(), b.toString());
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("3 weights in both; mean cosine 1.000000, distance 100.00 %"));
    assertEquals(result.out(), run("inspect", a.toString(), b.toString()).out());
    Result json = run("imatrix", "compare", a.toString(), b.toString(), "--json");
    Map<?, ?> first = (Map<?, ?>) ((List<?>) Json.parse(json.out()).get("weights")).get(0);
    assertEquals(1.0, first.get("relative_distance"));
    Result foreign =
        run("inspect", a.toString(), AlteredDemo.firstLayersImatrix(directory).toString());
    assertEquals(1, foreign.code());
    assertTrue(foreign.message().contains("are imatrices of different models"), foreign.err());
  }

  @Test
  void checksCountsSumsAndCoverage() {
    Path sound = AlteredDemo.firstLayersImatrix(directory);
    Result good = run("imatrix", "check", sound.toString(), StageFiles.MODEL.toString());
    assertEquals(0, good.code(), good.out() + good.err());
    assertTrue(good.out().contains("nothing is wrong"), good.out());
    assertTrue(good.out().contains("note: 35 of 42 weights have no importance"), good.out());

    ImatrixSums odd = sums(1, true);
    odd.entry("blk.2.idle.weight", 2, 1);
    odd.entries().get("blk.1.a.weight").plain()[1] = 1000;
    Result bad = run("imatrix", "check", file("odd.gguf", odd).toString());
    assertEquals(1, bad.code());
    List<String> lines = bad.out().lines().toList();
    assertTrue(
        lines.contains("wrong: 1 of 4 weights: saw no token; the first is blk.2.idle.weight"));
    assertTrue(
        lines.contains(
            "wrong: 1 of 4 weights: sums of activations that can't belong to their squares; the"
                + " first is blk.1.a.weight"),
        bad.out());
    assertTrue(
        lines.contains(
            "note: 1 of 4 weights: some experts saw no token; the first is blk.0.exps.weight"));

    Result foreign =
        run(
            "imatrix",
            "check",
            file("b.gguf", sums(1, false)).toString(),
            StageFiles.MODEL.toString());
    assertEquals(1, foreign.code());
    assertTrue(foreign.message().contains("is an imatrix of another model"), foreign.err());
  }

  @Test
  void whatIsNoImatrixIsRefusedInALine() throws IOException {
    Path whole = file("whole.gguf", sums(1, true));
    byte[] bytes = Files.readAllBytes(whole);
    List<Path> bad =
        List.of(
            Files.write(directory.resolve("cut.gguf"), Arrays.copyOf(bytes, bytes.length - 40)),
            Files.write(directory.resolve("head.gguf"), Arrays.copyOf(bytes, 20)),
            Files.write(directory.resolve("empty.gguf"), new byte[0]),
            Files.writeString(directory.resolve("text.gguf"), "Not an imatrix at all."),
            directory.resolve("missing.gguf"),
            directory,
            Path.of("/dev/null"),
            StageFiles.MODEL);
    for (Path file : bad) {
      for (List<String> command :
          List.of(
              List.of("inspect", file.toString()),
              List.of("inspect", whole.toString(), file.toString()),
              List.of("imatrix", "check", file.toString()),
              List.of("imatrix", "compare", file.toString(), whole.toString()),
              List.of("imatrix", "--show-statistics", "--in-file", file.toString()))) {
        Result result = run(command.toArray(String[]::new));
        assertEquals(1, result.code(), command + result.out());
        assertEquals("", result.out(), command.toString());
        assertEquals(1, result.err().lines().count(), command + result.err());
        assertTrue(result.message().contains(file.toString()), command + result.err());
      }
    }
  }

  @Test
  void optionsThatDoNothingAreRefused() {
    String file = file("a.gguf", sums(1, false)).toString();
    for (String line :
        List.of(
            "inspect",
            "inspect A A A",
            "inspect A --json --csv",
            "inspect A A --csv",
            "inspect A --json --statistics total",
            "inspect A --experiment mine",
            "imatrix --show-statistics",
            "imatrix --show-statistics --in-file A --in-file A",
            "imatrix --show-statistics --in-file A -o B",
            "imatrix --show-statistics --in-file A --chunks 3")) {
      Result result = run(line.replace("A", file).split(" "));
      assertEquals(2, result.code(), line + result.out() + result.err());
    }
  }

  /** Means of 1 and 3 times a factor in layer 1, half of that in layer 0, and an idle expert. */
  private static ImatrixSums sums(double factor, boolean plain) {
    ImatrixSums sums = new ImatrixSums(8);
    sums.addChunks(1);
    for (int layer = 0; layer < 2; layer++) {
      String name = "blk.%d.a.weight".formatted(layer);
      fill(
          plain ? sums.entryWithPlain(name, 2, 1) : sums.entry(name, 2, 1),
          factor * (layer + 1) / 2);
    }
    String experts = "blk.0.exps.weight";
    fill(plain ? sums.entryWithPlain(experts, 2, 2) : sums.entry(experts, 2, 2), factor);
    return sums;
  }

  private static void fill(ImatrixEntry entry, double factor) {
    entry.counts()[0] = 8;
    entry.sums()[0] = 8 * factor;
    entry.sums()[1] = 24 * factor;
    if (entry.plain() != null) {
      entry.plain()[0] = 4 * factor;
      entry.plain()[1] = -8 * factor;
    }
  }

  private Path file(String name, ImatrixSums sums) {
    Path file = directory.resolve(name);
    ImatrixFile.writeGguf(file, sums);
    return file;
  }

  private Result run(String... arguments) {
    return new CliFixture(directory).run(arguments);
  }
}

package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShootOutCommandTest {
  private static final Path PROSE = StageFiles.MODEL.resolveSibling("prose");

  @TempDir private static Path directory;
  private static String evaluated;
  private static String one;
  private static String two;

  @BeforeAll
  static void makeFiles() throws IOException {
    String documents =
        Files.readString(StageFiles.TEXT).replaceAll("(?s)(.{450})", "$1\n<|endoftext|>\n");
    evaluated = "licence=" + Files.writeString(directory.resolve("sections.txt"), documents);
    one = "one=" + PROSE.resolve("01-what-the-file-holds.md");
    two = "two=" + PROSE.resolve("02-inside-a-block.md");
  }

  @Test
  void holdsCorporaAndImatricesAgainstEachOther() throws IOException {
    Map<String, Object> first =
        document(
            shotOut("--corpus", one, "--corpus", two, "--eval", evaluated, "--replicates", "1"));
    List<?> tables = (List<?>) first.get("tables");
    assertEquals(
        List.of("ppl_ratio", "mean", "composite"),
        tables.stream().map(table -> ((Map<?, ?>) table).get("table")).toList());
    for (Object table : tables) {
      List<Map<?, ?>> rows = rows(table);
      assertEquals(Set.of("no imatrix", "one", "two"), corpora(rows, "Q4_0"));
      assertEquals(1, rows.stream().filter(row -> row.get("best").equals(true)).count());
    }
    Map<?, ?> best = rows(tables.get(2)).get(0);
    Map<?, ?> worst = rows(tables.get(2)).get(2);
    assertEquals("no imatrix", worst.get("corpus"));
    assertEquals("worse", worst.get("verdict"));
    assertTrue((double) best.get("composite_low") < (double) best.get("composite"));
    assertTrue((double) worst.get("p_adjusted") < 0.05);
    Map<?, ?> recipe = (Map<?, ?>) rows(tables.get(2)).get(1).get("recipe");
    assertEquals(2, recipe.get("replicates"), recipe.toString());

    Path ready = directory.resolve("ready.gguf");
    Result imatrix =
        run("imatrix", "-m", StageFiles.MODEL, "-f", StageFiles.TEXT, "-o", ready, "--chunks", "2");
    assertEquals(0, imatrix.code(), imatrix.err());
    Result more = shotOut("--imatrix", "ready=" + ready);
    assertEquals(
        Set.of("no imatrix", "one", "two", "ready"),
        corpora(rows(((List<?>) document(more).get("tables")).get(0)), "Q4_0"));
    assertFalse(document(shotOut("--imatrix", "ready=" + ready)).containsKey("run"));

    Result ranked = run("rank", "shoot");
    assertTrue(ranked.out().contains("\nQ4_0  no imatrix     "), ranked.out());
    assertTrue(ranked.out().contains("12 documents"), ranked.out());
    assertTrue(run("show", "shoot").out().contains("one 384, two 384, ready"));
    assertTrue(run("next", "shoot").out().contains("held against each other"));
    assertTrue(refused("shoot", one, "random").contains("was made with"));
    Path here = Path.of("").toAbsolutePath();
    String relative = "one=" + here.relativize(Path.of(one.substring(4)));
    Result again = shootOut("shoot", "--corpus", relative, "--corpus", two, "--eval", evaluated);
    assertEquals(0, again.code(), again.err());
    assertTrue(refused("shoot", 7).contains("have 6 chunks each, not 7"));
  }

  @Test
  void refusesWhatCannotBeHeldAgainstEachOther() throws IOException {
    Path copy = Files.copy(Path.of(two.substring(4)), directory.resolve("copy.md"));
    assertTrue(refused("none", two, "copy=" + copy).contains("two and copy have the same text"));
    assertTrue(refused("none", one).contains("a shoot-out takes two corpora or more"));
    assertTrue(refused("none", one, "gone=gone.txt").contains("gone.txt"));
    assertTrue(refused("none", one, "random;seed=2x").contains("seed"));
    assertTrue(refused("none", one, "licence=" + copy).contains("licence"));
    assertTrue(refused("none", 4000).contains("needed of each"));
    Result few =
        shootOut(
            "none", "--corpus", one, "--corpus", two, "--eval", "t=" + copy, "--eval-chunks", "4");
    assertTrue(few.message().contains("telling corpora apart takes 10"), few.err());
    Result text = shootOut("none", "--corpus", one, "--corpus", two);
    assertTrue(text.message().contains("--eval NAME=PATH"), text.err());
    Result context =
        run("shoot-out", StageFiles.MODEL, "--corpus", one, "--corpus", two, "-c", "65536");
    assertTrue(context.message().contains("was trained on contexts of"), context.err());
    Path foreign = directory.resolve("foreign.gguf");
    ImatrixSums sums = new ImatrixSums(512);
    sums.entry("blk.0.other.weight", 32, 1).counts()[0] = 512;
    sums.addChunks(1);
    ImatrixFile.writeGguf(foreign, sums);
    Result other = shootOut("none", "--corpus", one, "--imatrix", "theirs=" + foreign);
    assertTrue(other.message().contains("imatrix of another model"), other.err());
    assertEquals(1, other.code());
    assertFalse(run("ls").out().contains("none"), "nothing is recorded");
  }

  private static String refused(String name, String... corpora) {
    List<Object> words = new ArrayList<>(List.of("--eval", evaluated));
    for (String corpus : corpora) {
      words.addAll(List.of("--corpus", corpus));
    }
    return refusedWith(name, words);
  }

  private static String refused(String name, int chunks) {
    return refusedWith(
        name,
        List.of("--eval", evaluated, "--corpus", one, "--corpus", two, "--corpus-chunks", chunks));
  }

  private static String refusedWith(String name, List<Object> words) {
    Result result = shootOut(name, words.toArray());
    assertTrue(result.code() != 0, result.out());
    return result.message();
  }

  private static List<Map<?, ?>> rows(Object table) {
    return ((List<?>) ((Map<?, ?>) table).get("rows"))
        .stream().<Map<?, ?>>map(row -> (Map<?, ?>) row).toList();
  }

  private static Set<Object> corpora(List<Map<?, ?>> rows, String type) {
    return rows.stream()
        .filter(row -> row.get("quant_type").equals(type))
        .map(row -> row.get("corpus"))
        .collect(Collectors.toSet());
  }

  private static Map<String, Object> document(Result result) throws IOException {
    return JSON.std.mapFrom(result.out());
  }

  private static Result shotOut(String... words) {
    List<Object> all = new ArrayList<>(Arrays.asList(words));
    all.add("--json");
    Result result = shootOut("shoot", all.toArray());
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static Result shootOut(String name, Object... words) {
    List<Object> all = new ArrayList<>(List.of("shoot-out", StageFiles.MODEL));
    all.addAll(Arrays.asList(words));
    all.addAll(List.of("--name", name));
    if (all.contains("--eval")) {
      all.addAll(List.of("-c", "64", "--chunks-per-document", "1", "--quants", "Q4_0"));
      all.addAll(all.contains("--eval-chunks") ? List.of() : List.of("--eval-chunks", "12"));
      all.addAll(all.contains("--corpus-chunks") ? List.of() : List.of("--corpus-chunks", "6"));
      all.addAll(List.of("-t", "1"));
    }
    return run(all.toArray());
  }

  private static Result run(Object... arguments) {
    return new CliFixture(directory)
        .run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }
}

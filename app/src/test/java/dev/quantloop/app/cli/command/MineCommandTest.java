package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that are made of the text of one corpus: its worst chunks, other contexts. */
class MineCommandTest {
  @TempDir private static Path directory;
  private static String text;
  private static String corpus;

  @BeforeAll
  static void makeFiles() throws IOException {
    String documents =
        Files.readString(StageFiles.TEXT).replaceAll("(?s)(.{450})", "$1\n<|endoftext|>\n");
    text = "licence=" + Files.writeString(directory.resolve("sections.txt"), documents);
    corpus = "prose=" + StageFiles.MODEL.resolveSibling("prose/01-what-the-file-holds.md");
  }

  @Test
  void theWorstChunksAreHeldAgainstAsManyAtRandom() throws IOException {
    done(
        "new mine -m %s --source %s;use=calibration --source %s;use=evaluation"
            .formatted(StageFiles.MODEL, corpus, text),
        "--quants Q4_0 --tensor-type attn_v=q8_0 -c 64 -t 1 --eval-chunks 12"
            + " --chunks-per-document 1 --start 64 --max 64 --replicates 0");
    assertTrue(run("mine mine").message().contains("no evaluated quant"));
    done("run mine", "");
    Map<String, Object> first = JSON.std.mapFrom(done("mine mine", "--chunks 20 --json").out());
    Map<?, ?> chosen = (Map<?, ?>) first.get("chosen");
    assertEquals("highest KLD: 2 of 20 chunks under mine:1:Q4_0", chosen.get("label"));
    assertEquals(128, chosen.get("corpus_tokens"));
    Map<?, ?> held = (Map<?, ?>) first.get("chosen_against_random");
    assertEquals(12, held.get("clusters"));
    assertTrue((double) held.get("low") < (double) held.get("high"));
    assertEquals("recipe", held.get("question"));
    Map<?, ?> further = (Map<?, ?>) first.get("further_draws");
    assertEquals(2, ((List<?>) further.get("scored")).size());

    Result again = done("mine mine", "--chunks 20");
    assertTrue(again.out().contains("Chosen against random, as recipes (3 draws"), again.out());
    assertTrue(again.out().contains("Further draws at random: 2 (2 disjoint)"), again.out());
    assertTrue(again.err().lines().noneMatch(line -> line.contains("evaluate:")), again.err());
    assertTrue(run("mine mine --percent 60").message().contains("more than half"));
    assertTrue(run("mine mine --chunks 9999").message().contains("the pool has"));
    assertTrue(run("mine mine --quant Q2_K").message().contains("of type Q2_K"));
  }

  @Test
  void theSameTextIsCalibratedAtSeveralSizes() throws IOException {
    String words =
        "context %s --corpus %s --eval %s --name c".formatted(StageFiles.MODEL, corpus, text);
    String flags =
        "--quants Q4_0 -t 1 --tokens 200 --eval-chunks 12 --chunks-per-document 1 --sizes ";
    String many = flags.replace("--eval-chunks 12", "--eval-chunks 24") + "64,128";
    assertTrue(run(words + " " + many).message().contains("chunks of 128 tokens"));
    assertTrue(run("show c-64").message().contains("no experiment"), "nothing was recorded");
    Map<String, Object> table = JSON.std.mapFrom(done(words, flags + "64,128 --json").out());
    List<?> rows = (List<?>) table.get("rows");
    assertEquals(3, rows.size(), "two sizes, and without imatrix");
    Map<?, ?> larger =
        rows.stream()
            .map(row -> (Map<?, ?>) row)
            .filter(row -> Integer.valueOf(128).equals(row.get("calibrated_at")))
            .findFirst()
            .orElseThrow();
    assertEquals("c128", ((Map<?, ?>) larger.get("there")).get("name"));
    assertEquals("c-128", ((Map<?, ?>) larger.get("own")).get("experiment"));
    assertTrue(((Map<?, ?>) larger.get("own_against_there")).containsKey("verdict"));
    assertTrue(done("show c-64", "").out().contains("prose 256, c128 256 tokens"));
    assertTrue(run(words + " --sizes 64").message().contains("two context sizes or more"));
    assertTrue(run(words + " --sizes 64,4096").message().contains("was trained on"));
    assertTrue(run(words + " --sizes 64,128 --at 32").message().contains("not among the sizes"));
  }

  private static Result done(String words, String flags) {
    Result result = run((words + " " + flags).trim());
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static Result run(String words) {
    return new CliFixture(directory).run(words.split(" "));
  }
}

package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbCommandTest {
  @TempDir private Path directory;
  private CliFixture cli;
  private Path here;
  private Path there;

  @BeforeEach
  void open() {
    here = directory.resolve("a").resolve("quantloop.db");
    there = directory.resolve("b").resolve("quantloop.db");
    cli = new CliFixture(directory.resolve("home")).with("QUANTLOOP_DB", here.toString());
  }

  private void create(String name, Path database) {
    Result created =
        cli.run(
            "new",
            name,
            "-m",
            StageFiles.MODEL.toString(),
            "--source",
            "prose=" + StageFiles.TEXT,
            "--quants",
            "Q4_0",
            "-c",
            "64",
            "--eval-chunks",
            "4",
            "--db",
            database.toString());
    assertEquals(0, created.code(), created.err());
  }

  private static void assertRefused(Result result, String reason) {
    assertEquals(1, result.code());
    assertTrue(result.message().contains(reason), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  @Test
  void aBackupIsADatabaseAndOverwritesNothing() {
    create("mine", here);
    Path backup = directory.resolve("backup.db");
    assertEquals(0, cli.run("db", "backup", backup.toString()).code());
    assertTrue(cli.run("ls", "--db", backup.toString()).out().contains("mine"));
    assertRefused(cli.run("db", "backup", backup.toString()), "exists already");
    assertRefused(cli.run("db", "backup", directory + "/none/x.db"), "no directory");
    assertRefused(
        cli.run("db", "backup", directory + "/x.db", "--db", directory + "/none.db"),
        "there is no database");
    assertFalse(Files.exists(directory.resolve("x.db")));
  }

  @Test
  void aCheckNamesWhatIsWrongAndWhatToDo() throws IOException {
    create("mine", here);
    Result sound = cli.run("db", "check", "--deep");
    assertEquals(0, sound.code(), sound.out());
    assertTrue(sound.out().contains("1 experiment, 1 file on record, read; sound"), sound.out());
    Path tokens = directory.resolve("a/experiments/1/corpus/prose.tokens");
    byte[] bytes = Files.readAllBytes(tokens);
    bytes[5]++;
    Files.write(tokens, bytes);
    assertEquals(0, cli.run("db", "check").code(), "the size is right");
    Result damaged = cli.run("db", "check", "--deep");
    assertEquals(1, damaged.code());
    assertTrue(damaged.out().startsWith("mine: " + tokens + " is damaged: "), damaged.out());
    Files.delete(tokens);
    Map<String, Object> document = JSON.std.mapFrom(cli.run("db", "check", "--json").out());
    Map<?, ?> fault = (Map<?, ?>) ((List<?>) document.get("faults")).get(0);
    assertEquals(
        List.of("mine", tokens + " is gone"), List.of(fault.get("experiment"), fault.get("what")));
    Path text = Files.writeString(directory.resolve("text.db"), "x".repeat(500));
    assertRefused(cli.run("db", "check", "--db", text.toString()), "not a database of experiments");
  }

  @Test
  void aMergeBringsRowsAndFilesOnce() throws IOException {
    create("mine", here);
    create("mine", there);
    byte[] theirs = Files.readAllBytes(there);
    Result dry = cli.run("db", "merge", there.toString(), "--dry-run");
    assertTrue(dry.out().contains("mine as mine-2 (new)"), dry.out());
    assertFalse(Files.exists(directory.resolve("a/experiments/1-2")));
    assertEquals(1, cli.run("show", "mine-2").code(), "nothing was recorded");

    Result merged = cli.run("db", "merge", there.toString());
    assertEquals(0, merged.code(), merged.err());
    assertTrue(merged.out().contains("1 experiment, 1 file linked or copied"), merged.out());
    Path tokens = directory.resolve("a/experiments/1-2/corpus/prose.tokens");
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("b/experiments/1/corpus/prose.tokens")),
        Files.readAllBytes(tokens));
    assertEquals(0, cli.run("db", "check", "--deep").code());
    assertEquals(0, cli.run("run", "mine-2", "--dry-run").code());
    assertTrue(cli.run("db", "merge", there.toString()).out().contains("mine-2: nothing new"));
    assertArrayEquals(theirs, Files.readAllBytes(there));
  }

  @Test
  void filesCanStayWhereTheyAre() {
    create("mine", there);
    Result merged = cli.run("db", "merge", there.toString(), "--without-files", "--json");
    assertEquals(0, merged.code(), merged.err());
    assertTrue(merged.out().contains("\"files\" : [ ]"), merged.out());
    assertFalse(Files.exists(directory.resolve("a/experiments")));
    assertEquals(0, cli.run("db", "check").code());
    assertRefused(
        cli.run("run", "mine", "--iterations", "1"), "belongs to another database, quantloop.db");
  }

  @Test
  void filesThatStayedWhereTheyWereComeLater() throws IOException {
    create("mine", there);
    assertEquals(0, cli.run("db", "merge", there.toString(), "--without-files").code());
    assertBroughtOnce(there);
  }

  @Test
  void filesThatWereNotThereComeLater() throws IOException {
    create("mine", there);
    Path rowsAlone = Files.copy(there, directory.resolve("rows-alone.db"));
    Result merged = cli.run("db", "merge", rowsAlone.toString());
    assertTrue(merged.err().contains("prose.tokens is gone"), merged.err());
    assertEquals(0, cli.run("db", "merge", there.toString(), "--without-files").code());
    assertFalse(Files.exists(directory.resolve("a/experiments/1/corpus")));
    assertBroughtOnce(there);
  }

  @Test
  void filesComeLaterFromWhereTheyWereMovedTo() throws IOException {
    create("mine", there);
    assertEquals(0, cli.run("db", "merge", there.toString(), "--without-files").code());
    Path moved = Files.move(there.getParent(), directory.resolve("moved"));
    assertBroughtOnce(moved.resolve("quantloop.db"));
  }

  private void assertBroughtOnce(Path database) throws IOException {
    Result dry = cli.run("db", "merge", database.toString(), "--dry-run", "--json");
    assertTrue(dry.out().contains("experiments/1/corpus/prose.tokens\""), dry.out());
    Result later = cli.run("db", "merge", database.toString());
    assertEquals(0, later.code(), later.err());
    assertTrue(later.out().contains("1 experiment, 1 file linked or copied"), later.out());
    assertTrue(Files.exists(directory.resolve("a/experiments/1/corpus/prose.tokens")));
    assertEquals(0, cli.run("db", "check", "--deep").code());
    assertEquals(0, cli.run("run", "mine", "--dry-run").code());
    Result again = cli.run("db", "merge", database.toString());
    assertTrue(again.out().contains("1 experiment, 0 files linked or copied"), again.out());
  }

  @Test
  void whatCanNotBeMergedLeavesNothing() throws IOException {
    create("mine", here);
    create("theirs", there);
    Path newer = Files.copy(there, directory.resolve("newer.db"));
    byte[] bytes = Files.readAllBytes(newer);
    bytes[63] = 99; // the lowest byte of the user version
    Files.write(newer, bytes);
    Path text = Files.writeString(directory.resolve("text.db"), "x".repeat(500));
    Path empty = Files.createFile(directory.resolve("empty.db"));
    String good = there.toString();
    assertRefused(
        cli.run("db", "merge", good, newer.toString()), "newer version of this program (schema 99");
    assertRefused(cli.run("db", "merge", good, text.toString()), "not a database of experiments");
    assertRefused(cli.run("db", "merge", good, empty.toString()), "not a database of experiments");
    assertRefused(cli.run("db", "merge", good, directory + "/none.db"), "there is no database");
    assertRefused(cli.run("db", "merge", here.toString()), "is this database itself");
    assertEquals(1, cli.run("show", "theirs").code(), "the good one neither");
    Path tokens = directory.resolve("b/experiments/1/corpus/prose.tokens");
    Files.writeString(tokens, "other");
    Result damaged = cli.run("db", "merge", good);
    assertEquals(0, damaged.code(), damaged.err());
    assertTrue(damaged.err().contains(tokens + " is damaged"), damaged.err());
    assertEquals(1, cli.run("db", "check").code());
  }
}

package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.screen.sql.SqlState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlScreenTest {
  @TempDir Path directory;
  private Path database;

  @BeforeEach
  void history() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("mine", "Q4_K_M", "Q2_K")
          .scored(0, 0, 1, 1)
          .scored(1, 4, 0.9, 0.8)
          .scored(2, 8, 0.88, 0.7);
    }
  }

  /** On a clock that goes on by 12 ms whenever it is looked at. */
  private SqlState fresh() {
    AtomicLong nanos = new AtomicLong();
    return SqlState.of(NoWork.beside(database), () -> nanos.addAndGet(12_000_000));
  }

  private Driver open() {
    return new Driver(fresh(), null).started();
  }

  private Driver asked(String sql) {
    return open().type(sql).press("enter");
  }

  private static String sql(Driver driver) {
    return ((SqlState) driver.screen()).editor().area().text();
  }

  private static String problem(Driver driver) {
    return ((SqlState) driver.screen()).pane().problem().orElseThrow();
  }

  private static <T extends Effect> T effect(Driver driver, Class<T> type) {
    return assertInstanceOf(type, driver.effects().get(driver.effects().size() - 1));
  }

  @Test
  void tellsWhatCanBeAsked() {
    Golden.check("history-loading", fresh());
    Golden.check("history-empty", open().screen());
  }

  @Test
  void showsTheAnswer() {
    Driver driver = asked("select * from ranking");
    Golden.check("history", driver.screen());
    Golden.check("history-result", driver.press("tab", "j", "l", "l").screen());
    Golden.check("history-ascii", driver.screen(), null, false, 80, 24);
  }

  @Test
  void saysThatItIsAtWork() {
    Golden.check("history-running", open().holding().type("select 1").press("enter").screen());
  }

  @Test
  void showsWhatIsWrongInSqlitesWords() {
    Driver driver = asked("select nothing_like_this from ranking where experiment = 'mine'");
    Golden.check("history-error", driver.screen());
    assertTrue(problem(driver).contains("no such column: nothing_like_this"), problem(driver));
    assertEquals(1, problem(driver).lines().count());
  }

  @Test
  void anAnswerWithoutRowsSaysSo() {
    Golden.check("history-no-rows", asked("select * from note").screen(), null, true, 80, 24);
  }

  @Test
  void nothingThatIsAskedChangesAnything() throws IOException {
    byte[] before = Files.readAllBytes(database);
    for (String sql :
        List.of(
            "delete from experiment",
            "with x as (select 1) delete from experiment",
            "pragma query_only = off",
            "vacuum into 'copy.db'",
            "select 1; drop table run")) {
      assertFalse(problem(asked(sql)).isEmpty());
    }
    assertArrayEquals(before, Files.readAllBytes(database));
  }

  @Test
  void completesNamesOneAfterTheOther() {
    Driver driver = open().type("select * from r").press("tab");
    Golden.check("history-completion", driver.screen());
    assertEquals("select * from ranking", sql(driver.press("tab")));
    assertEquals("select * from replicates", sql(driver.press("tab")));
    assertEquals("select * from run_history", sql(driver.press("tab")));
    assertEquals("select * from run_history", sql(driver.press("enter")));
    assertTrue(((SqlState) driver.screen()).running().isEmpty());
    assertEquals("select * from run_history r where r.sta", sql(driver.type(" r where r.sta")));
    assertEquals(
        3,
        ((SqlState) driver.press("tab").screen())
            .editor()
            .completion()
            .orElseThrow()
            .candidates()
            .size());
  }

  @Test
  void goesOnInANewLineUntilTheStatementIsComplete() {
    Driver driver = asked("select count(").type("*) from quant").press("enter");
    assertEquals("select count(\n*) from quant", sql(driver));
    assertEquals(
        List.of(6), ((SqlState) driver.screen()).pane().table().selected().orElseThrow().values());
  }

  @Test
  void remembersWhatWasAskedAlsoInTheNextSession() {
    asked("select 1");
    Driver driver = asked("select 2").type("x").press("up", "up");
    assertEquals("select 1", sql(driver));
    assertEquals("select 2x", sql(driver.press("down", "down")));
    Driver next = open().press("up");
    assertEquals("select 2", sql(next));
    next.press("ctrl-r", "1", "enter");
    assertEquals("select 1", sql(next));
  }

  @Test
  void putsAReadyQuestionIntoTheEditor() {
    Driver driver = open().press("ctrl-o");
    Golden.check("history-ready", driver.screen(), driver.dialog(), true, 120, 40);
    Golden.check("history-ready", driver.screen(), driver.dialog(), true, 80, 24);
    driver.type("zzz");
    Golden.check("history-no-question", driver.screen(), driver.dialog(), true, 40, 10);
    driver.press("ctrl-u").type("disk").press("enter");
    assertTrue(sql(driver).startsWith("with kept"), sql(driver));
    driver.press("enter", "tab");
    Golden.check("history-disk", driver.screen(), null, true, 80, 24);
  }

  @Test
  void aReadyQuestionLeavesWhatWasWrittenBeforeIt() {
    Driver driver = open().type("select 1 from").press("ctrl-o", "enter");
    assertTrue(sql(driver).contains("ranking"), sql(driver));
    assertEquals("select 1 from", sql(driver.press("home", "up", "up", "up", "up")));
  }

  @Test
  void copiesAValueOrTheRow() {
    Driver driver = asked("select 1 as one, 'a b' as two").press("tab", "Y");
    assertEquals("1\ta b", effect(driver, Effect.Copy.class).text());
    driver.press("y", "down", "enter");
    assertEquals("a b", effect(driver, Effect.Copy.class).text());
    assertEquals("two", effect(driver, Effect.Copy.class).what());
  }

  @Test
  void showsARowInFull() {
    Driver driver = asked("select 7 as n, 'a' || char(10) || 'b' as text").press("tab", "enter");
    Golden.check("history-row", driver.screen(), driver.dialog(), true, 80, 24);
  }

  @Test
  void savesTheAnswerAndAsksBeforeItReplacesAFile() throws IOException {
    Path file = directory.resolve("a.json");
    Driver driver = asked("select 1 as one").press("tab", "w", "ctrl-u");
    driver.type(directory.resolve("a.txt").toString()).press("enter");
    assertEquals("Save the answer", driver.dialog().title());
    driver.press("ctrl-u").type(file.toString()).press("enter");
    assertEquals("saved 1 row in " + file, effect(driver, Effect.Say.class).text());
    assertEquals("[\n{\"one\":1}\n]\n", Files.readString(file));
    Files.writeString(file, "mine");
    driver.press("w", "ctrl-u").type(file.toString()).press("enter");
    assertEquals("Replace a.json?", driver.dialog().title());
    driver.press("n");
    assertEquals("mine", Files.readString(file));
    driver.press("w", "ctrl-u").type(file.toString()).press("enter", "y");
    assertEquals("[\n{\"one\":1}\n]\n", Files.readString(file));
  }

  @Test
  void saysWhyItCouldNotBeSaved() {
    Driver driver = asked("select 1").press("tab", "w", "ctrl-u");
    String file = directory.resolve("none/a.csv").toString();
    driver.type(file).press("enter");
    Effect.Say why = assertInstanceOf(Effect.Say.class, driver.effects().get(0));
    assertTrue(why.text().startsWith("not saved: no directory"), why.text());
    assertEquals(file, ((Prompt) driver.dialog()).field().text());
    assertEquals(file, ((Prompt) driver.press("escape", "w").dialog()).field().text());
  }

  @Test
  void aDraftIsThereAgainUntilItIsAsked() {
    try (Tracker tracker = Tracker.open(database)) {
      draft(tracker).type("select 1 from").press("escape");
      Driver again = draft(tracker);
      assertEquals("select 1 from", sql(again));
      again.type(" run").press("enter", "escape");
      assertEquals("", sql(draft(tracker)));
    }
  }

  private Driver draft(Tracker tracker) {
    return new Driver(fresh(), tracker).started();
  }

  @Test
  void sortsAndFiltersTheAnswer() {
    Driver driver = asked("select number, kind from iteration").press("tab", "s", "S", "g");
    assertEquals(
        2, ((SqlState) driver.screen()).pane().table().selected().orElseThrow().values().get(0));
    driver.press("/").type("1").press("enter");
    assertEquals(1, ((SqlState) driver.screen()).pane().table().shown().size());
  }

  @Test
  void escapeLeavesTheInnermostFirst() {
    Driver driver = asked("select 1").type(" from r").press("tab", "escape");
    assertTrue(((SqlState) driver.screen()).editor().completion().isEmpty());
    effect(driver.press("escape"), Effect.Close.class);
    effect(asked("select 1").press("tab", "escape"), Effect.Close.class);
    effect(open().press("escape"), Effect.Close.class);
  }

  @Test
  void escapeBreaksAQuestionOff() {
    Driver driver = open().holding().type("select 1").press("enter", "escape");
    assertTrue(((SqlState) driver.screen()).running().isPresent());
    driver.press("enter");
    assertTrue(effect(driver, Effect.Say.class).text().contains("escape breaks it off"));
    driver.release();
    assertTrue(((SqlState) driver.screen()).running().isEmpty());
  }

  @Test
  void theTrackerHearsNothingOfIt() {
    try (Tracker tracker = Tracker.open(database)) {
      long version = tracker.dataVersion();
      asked("select * from figures");
      assertEquals(version, tracker.dataVersion());
    }
  }
}

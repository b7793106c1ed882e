package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.Directories;
import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.screen.iteration.IterationScreenState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterationScreenTest {
  @TempDir Path directory;
  private Path database;
  private Tracker tracker;
  private ExperimentId mine;

  @BeforeEach
  void history() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("mine", "Q4_K_M", "Q2_K")
          .chunkNoise(0.4)
          .disagreement(0.1)
          .scored(0, 0, 0.06, 0.5)
          .scored(1, 4, 0.055, 0.42)
          .scored(2, 8, 0.053, 0.41);
    }
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    tracker = Tracker.open(database, Clock.fixed(noon, ZoneOffset.UTC));
    mine = tracker.experiments().get("mine").id();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  /** Hands out one text, and counts how often it is asked. */
  private static final class OneText extends NoWork {
    private final List<String> asked = new ArrayList<>();

    @Override
    public ChunkText chunkText(String experiment, RankingRow quant, ChunkScore chunk) {
      asked.add(
          "%s:%d %s %s:%d"
              .formatted(
                  experiment,
                  quant.iteration(),
                  quant.quantType(),
                  chunk.set().name(),
                  chunk.chunk()));
      return new ChunkText(
          "Context first.\nThen what is scored: good, bad, worst of all.",
          List.of(
              new ChunkText.ScoredToken(15, 36, 0.01),
              new ChunkText.ScoredToken(36, 40, 0.02),
              new ChunkText.ScoredToken(40, 45, 1.5),
              new ChunkText.ScoredToken(45, 52, 9),
              new ChunkText.ScoredToken(52, 60, 0.1)));
    }
  }

  private ScreenServices services(ProgramActions work) {
    Path preferences = directory.resolve("config/interface.properties");
    return new ScreenServices(
        work, new Preferences(preferences), database, Directories.of(System.getenv()));
  }

  private RankingRow row(int iteration, String type) {
    return tracker.rankings().ranking(mine).stream()
        .filter(row -> row.iteration() == iteration && row.quantType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private IterationScreenState screen(ProgramActions work) {
    return IterationScreenState.of(mine, "mine", row(2, "Q2_K"), services(work));
  }

  private Driver open() {
    return new Driver(screen(new NoWork()), tracker).started();
  }

  private static IterationScreenState state(Driver driver) {
    return (IterationScreenState) driver.screen();
  }

  private IterationId second() {
    return tracker.iterations().find(mine, 2).orElseThrow().id();
  }

  @Test
  void saysThatItReadsBeforeTheFirstAnswer() {
    Golden.check("iteration-loading", screen(new NoWork()));
  }

  @Test
  void showsFiguresAlsoWhereTheResultsOfTheirTokensAreGone() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from chunk_result");
    }
    Golden.check("iteration-empty", open().screen());
  }

  @Test
  void saysWhyThereIsNothing() {
    IterationScreenState before = screen(new NoWork());
    tracker.experiments().remove(mine);
    UserException why =
        assertThrows(UserException.class, () -> new Driver(before, tracker).started());
    assertEquals("iteration 2, Q2_K, is no longer in the database", why.getMessage());
    Golden.check("iteration-error", before.hear(new Message.Failed(why.getMessage())).screen());
  }

  @Test
  void keepsWhatItShowsWhenItCannotBeReadAgain() {
    Driver driver = open();
    Screen after = driver.screen().hear(new Message.Failed("the disk is full")).screen();
    assertEquals(driver.screen(), after);
  }

  @Test
  void showsChunksFiguresAndCurves() {
    Screen screen = open().screen();
    Golden.check("iteration", screen);
    Golden.check("iteration", screen, null, true, 200, 50);
    Golden.check("iteration-ascii", screen, null, false, 120, 40);
  }

  @Test
  void showsRemarksAndEveryDigestInFull() {
    tracker.remarks().tag(mine, Optional.of(second()), "published");
    tracker.remarks().note(mine, Optional.of(second()), "too little code\nin the corpus");
    tracker.remarks().note(mine, Optional.empty(), "on the experiment");
    Driver driver = open().press("back-tab");
    Golden.check("iteration-notes", driver.screen());
    Golden.check("iteration-provenance", driver.press("back-tab", "z").screen());
    assertTrue(shown(driver.screen(), 100, 60).contains("%064x".formatted(1)));
  }

  @Test
  void showsWhatWasPutAside() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine-too", "Q2_K").scored(0, 0, 0.5).scored(1, 4, 0.42).putAside();
    }
    mine = tracker.experiments().get("mine-too").id();
    Screen screen =
        IterationScreenState.of(mine, "mine-too", row(1, "Q2_K"), services(new NoWork()));
    Driver driver = new Driver(screen, tracker).started();
    Golden.check("iteration-aside", driver.screen(), null, true, 120, 40);
    Golden.check(
        "iteration-aside-provenance",
        driver.press("back-tab", "back-tab", "z").screen(),
        null,
        true,
        120,
        40);
  }

  private static String shown(Screen screen, int width, int height) {
    Grid grid = new Grid(width, height);
    screen.draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }

  @Test
  void movesAlongTheChunksAndToTheWorst() {
    Driver driver = open();
    assertEquals(0, state(driver).chunk());
    assertEquals(2, state(driver.press("l", "right")).chunk());
    assertEquals(1, state(driver.press("h")).chunk());
    assertEquals(11, state(driver.press("L")).chunk());
    assertEquals(15, state(driver.press("L")).chunk());
    assertEquals(5, state(driver.press("H")).chunk());
    assertTrue(shown(driver.press("w").screen(), 120, 40).contains("(worst of 16)"));
    assertTrue(shown(driver.press("W").screen(), 120, 40).contains("(2nd worst of 16)"));
    assertTrue(shown(driver.press("W").screen(), 120, 40).contains("(3rd worst of 16)"));
  }

  @Test
  void goesThroughTheIterationsOfItsType() {
    Driver driver = open().press("l", "tab", "[");
    assertEquals("iter 1, Q2_K", driver.screen().title());
    assertEquals(1, state(driver).chunk());
    assertEquals("iter 0, Q2_K", driver.press("[").screen().title());
    assertEquals(Optional.of("there is none"), disabled(driver.screen(), "previous-iteration"));
    assertEquals("iter 2, Q2_K", driver.press("]", "]").screen().title());
    assertEquals(Optional.of("there is none"), disabled(driver.screen(), "next-iteration"));
  }

  private static Optional<String> disabled(Screen screen, String action) {
    return screen.actions().stream()
        .filter(one -> one.name().equals(action))
        .findFirst()
        .orElseThrow()
        .disabled();
  }

  @Test
  void readsTheTextOfAChunkOnce() {
    OneText work = new OneText();
    Driver driver = new Driver(screen(work), tracker).started().press("l", "enter");
    assertEquals(List.of("mine:2 Q2_K code:1"), work.asked);
    Golden.check("iteration-text", driver.screen(), driver.dialog(), true, 80, 24);
    Golden.check("iteration-text", driver.screen(), driver.dialog(), true, 40, 10);
    driver.press("q", "enter", "q");
    assertEquals(1, work.asked.size());
    driver.press("[", "enter", "q", "l", "enter");
    assertEquals(
        List.of("mine:2 Q2_K code:1", "mine:1 Q2_K code:1", "mine:1 Q2_K code:2"), work.asked);
  }

  @Test
  void aTextThatComesTooLateIsNotShown() {
    Driver driver = new Driver(screen(new OneText()), tracker).started();
    Effect.Background reading =
        (Effect.Background)
            action(driver.screen(), "text").run().get().effects().stream()
                .filter(Effect.Background.class::isInstance)
                .findFirst()
                .orElseThrow();
    driver.press("[").perform(List.of(reading));
    assertNull(driver.dialog());
  }

  private static Screen.Action action(Screen screen, String name) {
    return screen.actions().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void notesAndTagsAreAddedRewrittenAndRemoved() {
    Driver driver = open().press("n").press("h", "i", "enter").press("t", "a", "enter");
    assertEquals(List.of("hi"), notes());
    assertEquals(List.of("a"), tags());
    driver.press("g", "e", "b", "enter").press("j", "e", "!", "enter");
    assertEquals(List.of("hi!"), notes());
    assertEquals(List.of("ab"), tags());
    driver.press("d", "n").press("d", "y");
    assertEquals(List.of(), notes());
    driver.press("d", "y");
    assertEquals(List.of(), tags());
    assertEquals(Optional.of("no note or tag is selected"), disabled(driver.screen(), "edit"));
  }

  @Test
  void remarksOfOtherIterationsAreNotShown() {
    IterationId first = tracker.iterations().find(mine, 1).orElseThrow().id();
    tracker.remarks().note(mine, Optional.of(first), "elsewhere");
    Driver driver = open();
    assertFalse(shown(driver.screen(), 200, 50).contains("elsewhere"));
    assertTrue(shown(driver.press("[").screen(), 200, 50).contains("elsewhere"));
  }

  private List<String> notes() {
    return tracker.remarks().notes(mine).stream().map(Note::text).toList();
  }

  private List<String> tags() {
    return tracker.remarks().tags(mine).stream().map(Tag::name).toList();
  }

  @Test
  void copiesWhatIsSelected() {
    Driver driver = open().press("j", "j", "y");
    assertEquals(
        "no detectable difference as a file from iteration 1: +7.6 % (-19.8 to +44.2 %)",
        copied(driver));
    driver.press("tab", "y");
    assertTrue(copied(driver).startsWith("mine:2\tQ2_K\tcode:0\t"), copied(driver));
    driver.press("tab", "tab", "j", "y");
    assertTrue(copied(driver).startsWith("code\t"), copied(driver));
    driver.press("tab", "j", "y");
    assertTrue(copied(driver).endsWith("iter-002-Q2_K.gguf"), copied(driver));
  }

  private static String copied(Driver driver) {
    return assertInstanceOf(Effect.Copy.class, driver.effects().get(0)).text();
  }

  @Test
  void aClickSelectsAChunkOrAPane() {
    Driver driver = open();
    Grid grid = new Grid(120, 40);
    driver.screen().draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    int y = 3;
    assertEquals("code ", text(grid, 1, 2, 5));
    Screen clicked = driver.screen().clicked(grid.target(7 + 3 * 4, y)).orElseThrow().screen();
    assertEquals(11, ((IterationScreenState) clicked).chunk());
    assertTrue(
        shown(driver.screen().clicked(grid.target(100, 35)).orElseThrow().screen(), 60, 20)
            .contains("Notes and tags"));
  }

  private static String text(Grid grid, int x, int y, int columns) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      text.append(grid.text(x + i, y));
    }
    return text.toString();
  }
}

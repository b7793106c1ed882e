package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.screen.compare.CompareState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareScreenTest {
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
          .chunkNoise(0.1)
          .disagreement(0.1)
          .scored(0, 0, 0.06, 0.5)
          .scored(1, 4, 0.055, 0.42)
          .disagreement(0.08)
          .scored(2, 8, 0.053, 0.41);
    }
    tracker = Tracker.open(database);
    mine = tracker.experiments().get("mine").id();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  /** In the order of the iterations. */
  private List<RankingRow> rows(String type) {
    return tracker.rankings().ranking(mine).stream()
        .filter(row -> row.quantType().equals(type))
        .sorted(Comparator.comparingInt(RankingRow::iteration))
        .toList();
  }

  private List<RankingRow> allRows() {
    List<RankingRow> rows = new ArrayList<>(rows("Q4_K_M"));
    rows.addAll(rows("Q2_K"));
    return rows;
  }

  private CompareState screen(List<RankingRow> rows) {
    return CompareState.of(mine, "mine", rows, NoWork.beside(database));
  }

  private Driver open(List<RankingRow> rows) {
    return new Driver(screen(rows), tracker).started();
  }

  private static String shown(Screen screen, int width, int height) {
    Grid grid = new Grid(width, height);
    screen.draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }

  private static String line(String shown, String label) {
    return shown
        .lines()
        .map(line -> line.replaceAll("[│|]", "").strip())
        .filter(line -> line.startsWith(label + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " is not in\n" + shown));
  }

  @Test
  void saysThatItReadsBeforeTheFirstAnswer() {
    Golden.check("compare-loading", screen(rows("Q2_K")));
  }

  @Test
  void showsFiguresAlsoWhereTheResultsOfTheirTokensAreGone() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from chunk_result");
    }
    Golden.check("compare-empty", open(rows("Q2_K")).screen());
  }

  @Test
  void saysWhyThereIsNothing() {
    CompareState before = screen(rows("Q2_K"));
    tracker.experiments().remove(mine);
    UserException why =
        assertThrows(UserException.class, () -> new Driver(before, tracker).started());
    assertEquals("iteration 0, Q2_K, is no longer in the database", why.getMessage());
    Golden.check("compare-error", before.hear(new Message.Failed(why.getMessage())).screen());
  }

  @Test
  void setsFiguresAndCurvesSideBySide() {
    Screen screen = open(rows("Q2_K")).screen();
    Golden.check("compare", screen);
    Golden.check("compare", screen, null, true, 200, 50);
    Golden.check("compare-ascii", screen, null, false, 120, 40);
    Golden.check("compare-six", open(allRows()).screen());
  }

  @Test
  void showsOnlyWhatDiffers() {
    Driver driver = open(rows("Q2_K"));
    assertTrue(shown(driver.screen(), 100, 80).contains("\n│quant "));
    driver.press("d");
    Golden.check("compare-differences", driver.screen(), null, true, 120, 40);
    assertFalse(shown(driver.screen(), 100, 80).contains("\n│quant "));
    driver.press("d");
    assertTrue(shown(driver.screen(), 100, 80).contains("\n│quant "));
  }

  @Test
  void drawsCurvesRelativeToTheFirst() {
    Driver driver = open(rows("Q2_K")).press("v", "x");
    Golden.check("compare-relative", driver.screen(), null, true, 120, 40);
  }

  @Test
  void givesTheCurvesTheRoomWhereThereIsNoneForBoth() {
    Driver driver = open(rows("Q2_K")).press("tab");
    Golden.check("compare-curves", driver.screen(), null, true, 40, 10);
  }

  @Test
  void marksTheBestAndRelatesAllToTheFirst() {
    String shown = shown(open(rows("Q2_K")).screen(), 120, 80);
    List<RankingRow> rows = rows("Q2_K");
    double change = rows.get(2).composite() / rows.get(0).composite() - 1;
    String relative = String.format(Locale.ROOT, "%.1f %%", 100 * change);
    assertTrue(line(shown, "to a").endsWith(relative), shown);
    assertTrue(line(shown, "same top").endsWith("92.00 %*"), shown);
    assertTrue(line(shown, "better").matches("better +16 of 16 +16 of 16"), shown);
  }

  @Test
  void putsAnotherOneFirst() {
    Driver driver = open(rows("Q2_K")).press("p", "p");
    assertEquals("compare 2, 0, 1", driver.screen().title());
    String better = line(shown(driver.screen(), 120, 80), "better");
    assertTrue(better.matches("better +0 of 16 +\\d+ of 16\\*"), better);
  }

  @Test
  void keepsTheOrderThatTheUserGaveItWhenAnswersComeLate() {
    Driver driver = open(rows("Q2_K"));
    List<Effect> reading = driver.screen().start();
    driver.press("p").perform(reading);
    assertEquals("compare 1, 2, 0", driver.screen().title());
    assertTrue(shown(driver.screen(), 120, 40).contains("a iter 1"));
  }

  @Test
  void scrollsSidewaysPastTheFirst() {
    Driver driver = open(allRows());
    driver.press("l", "l", "l", "l", "l", "l");
    String shown = shown(driver.screen(), 50, 20);
    assertTrue(shown.contains("a iter 0") && shown.contains("f iter 2"), shown);
    assertFalse(shown.contains("b iter 1"), shown);
    assertTrue(shown(driver.press("h", "h", "h", "h").screen(), 50, 20).contains("b iter 1"));
  }

  @Test
  void copiesTheSelectedRow() {
    Driver driver = open(rows("Q2_K")).press("j", "y");
    Effect.Copy copy = assertInstanceOf(Effect.Copy.class, driver.effects().get(0));
    assertEquals("corpus tokens\tnone\t2.0k\t4.1k", copy.text());
  }

  @Test
  void takesTwoToSix() {
    List<RankingRow> one = rows("Q2_K").subList(0, 1);
    assertThrows(IllegalArgumentException.class, () -> screen(one));
    List<RankingRow> seven = new ArrayList<>(allRows());
    seven.add(seven.get(0));
    assertThrows(IllegalArgumentException.class, () -> screen(seven));
  }
}

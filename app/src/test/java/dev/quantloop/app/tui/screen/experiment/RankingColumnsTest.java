package dev.quantloop.app.tui.screen.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankingColumnsTest {
  @TempDir private Path directory;

  @Test
  void judgedFilesHaveTheirNames() {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q2_K").scored(1, 4, 1);
    }
    try (Tracker tracker = Tracker.open(database)) {
      RankingRow row = tracker.rankings().ranking(tracker.experiments().get("mine").id()).get(0);
      List<Column<RankingRow>> columns =
          RankingColumns.of(Optional.empty(), Map.of(1, "theirs.gguf"));
      assertEquals("name", columns.get(2).title());
      assertEquals(
          "theirs.gguf", columns.get(2).text().apply(row, new ViewContext(true, Instant.EPOCH)));
      String label = "a-name-that-is-far-too-long-for-a-narrow-terminal-Q2_K.gguf";
      String narrow = drawn(80, row, label);
      assertTrue(narrow.contains("a-name") && narrow.contains("Q2_K.gguf"), narrow);
      assertTrue(narrow.contains("change") && narrow.contains("verdict"), narrow);
      assertTrue(drawn(200, row, label).contains(label));
      assertTrue(
          RankingColumns.of(Optional.empty(), Map.of()).stream()
              .noneMatch(column -> column.title().equals("name")));
    }
  }

  private static String drawn(int width, RankingRow row, String label) {
    Grid grid = new Grid(width, 2);
    Table<RankingRow> table =
        Table.of(RankingColumns.of(Optional.empty(), Map.of(1, label)), RankingRow::quant)
            .with(List.of(row));
    TableView.draw(grid.canvas(), table, true, new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }
}

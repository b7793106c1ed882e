package dev.quantloop.app.tui.screen.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.table.Column;
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
      assertTrue(
          RankingColumns.of(Optional.empty(), Map.of()).stream()
              .noneMatch(column -> column.title().equals("name")));
    }
  }
}

package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredFiguresTest {
  /** Columns that hold no figure. */
  private static final Set<String> OTHERS =
      Set.of("id", "quant_id", "evaluation_set_id", "provenance_id", "created_at", "finished_at");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"score", "evaluation"})
  void theTablesHaveAColumnForEachStoredFigureAndNoOther(String table) {
    Set<String> columns = new HashSet<>(columns(table));
    columns.removeAll(OTHERS);
    for (Figure figure : Figure.values()) {
      columns.remove(figure.lowKey());
      columns.remove(figure.highKey());
    }
    assertEquals(Figure.stored().stream().map(Figure::key).collect(Collectors.toSet()), columns);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranking", "figures", "scored_quant"})
  void theViewsHaveTheFiguresOfTheRanking(String view) {
    List<String> columns = columns(view);
    for (Figure figure : FigureLists.RANKING) {
      assertTrue(columns.contains(figure.key()), view + " lacks " + figure.key());
    }
  }

  @Test
  void everyStoredFigureIsExported() {
    List<String> columns = columns("figures");
    for (Figure figure : Figure.stored()) {
      assertTrue(columns.contains(figure.key()), figure.key());
    }
  }

  private List<String> columns(String table) {
    try (Database database = Database.open(directory.resolve("quantloop.db"), Clock.systemUTC())) {
      return database.with(
          h -> h.select("select name from pragma_table_info(?)", table).mapTo(String.class).list());
    }
  }
}

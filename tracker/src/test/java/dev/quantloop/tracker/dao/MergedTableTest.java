package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedTableTest {
  @TempDir Path directory;
  private Database database;

  @BeforeEach
  void open() {
    database =
        Database.open(
            directory.resolve("new.db"), Clock.systemUTC(), Migration.all(), Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> select(String sql, Object... values) {
    return database.with(h -> h.select(sql, values).mapTo(String.class).list());
  }

  @Test
  void everyTableIsTakenOverOrLeftOutOnPurpose() {
    Set<String> named = new TreeSet<>(MergedTable.LEFT_OUT);
    MergedTable.ALL.forEach(table -> named.add(table.name()));
    assertEquals(
        new TreeSet<>(select("select name from sqlite_schema where type = 'table'")),
        named,
        "a new table belongs into the lists of MergedTable.java");
  }

  @Test
  void whatOthersReferToComesFirst() {
    List<String> before = new ArrayList<>();
    for (MergedTable table : MergedTable.ALL) {
      before.add(table.name());
      for (String parent :
          select("select \"table\" from pragma_foreign_key_list(?)", table.name())) {
        assertTrue(before.contains(parent), table.name() + " refers to " + parent);
      }
    }
  }

  @Test
  void keysAndPathsAreColumns() {
    for (MergedTable table : MergedTable.ALL) {
      List<String> columns = select("select name from pragma_table_info(?)", table.name());
      assertTrue(columns.containsAll(table.key()), table.name());
      Stream.of(table.file(), table.ended())
          .filter(column -> !column.isEmpty())
          .forEach(column -> assertTrue(columns.contains(column), column));
      if (!table.name().equals("imported_result")) { // its file is only a name
        columns.stream()
            .filter(column -> column.matches("(.*_)?(file|path)"))
            .forEach(column -> assertEquals(column, table.file(), table.name()));
      }
    }
  }
}

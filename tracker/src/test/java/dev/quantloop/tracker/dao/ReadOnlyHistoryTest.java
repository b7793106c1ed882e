package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlyHistoryTest {
  private static final String ENDLESS =
      "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void anExperiment() {
    file = directory.resolve("quantloop.db");
    try (Tracker tracker = Tracker.open(file)) {
      Samples.experiment(tracker, "first");
    }
  }

  @Test
  void answersWithColumnsAndRows() {
    Rows rows = ask("select name, n_ctx, tau, archived_at from experiment -- all; of them");
    assertEquals(List.of("name", "n_ctx", "tau", "archived_at"), rows.names);
    assertEquals(List.of("first", 512, 0.01), rows.values.get(0).subList(0, 3));
    assertEquals(null, rows.values.get(0).get(3));
  }

  @Test
  void whereFilesCanNotBeLockedTheDatabaseIsReadAsItIs() throws SQLException {
    Duration patience = Duration.ofMillis(50);
    try (Connection writer = Connections.open(file, patience)) {
      Connections.text(writer, "pragma journal_mode = delete");
      Connections.execute(writer, "begin exclusive");
      assertThrows(
          SQLException.class, () -> Connections.openReadOnly(file, patience, place -> false));
      try (Connection reader = Connections.openReadOnly(file, patience, place -> true)) {
        assertEquals(1, Connections.number(reader, "select count(*) from experiment"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with t as (select 1 as a) select a from t;",
        "values (1), (2)",
        "explain query plan select * from ranking",
        "/* a; b */ select ';' as \"x;y\"",
        "select name from pragma_table_info('run')",
        "SELECT 'it''s; fine'"
      })
  void everyQuestionIsAnswered(String sql) {
    assertFalse(ask(sql).values.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from experiment",
        "with t as (select 1) delete from experiment",
        "with t as (select 'x' as n) insert into tag (experiment_id, name, created_at) select 1, n, '' from t",
        "explain select 1; delete from experiment",
        "select 1; drop table experiment",
        "pragma query_only = off",
        "pragma user_version = 9",
        "attach 'other.db' as other",
        "vacuum into 'copy.db'",
        "/* select */ update experiment set name = 'x'",
        "create temp table t (a)",
        "begin immediate",
        "insert into note values (9, 1, null, 'x', '') returning id",
        "replace into experiment (name) values ('x')",
        "select 1 from nowhere",
        "selec 1",
        ";",
        ""
      })
  void everythingElseIsRefusedInOneLine(String sql) throws IOException {
    byte[] before = Files.readAllBytes(file);
    TrackerException refused = assertThrows(TrackerException.class, () -> ask(sql));
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(directory)) {
      assertFalse(files.anyMatch(f -> f.toString().endsWith("copy.db")));
    }
  }

  @Test
  void aLongStringIsNoProblem() {
    String text = "it''s; ".repeat(20_000);
    assertEquals(6 * 20_000, ((String) ask("select '" + text + "'").values.get(0).get(0)).length());
  }

  @Test
  void saysWhatIsWrongWithTheSql() {
    TrackerException refused =
        assertThrows(TrackerException.class, () -> ask("select 1 from nowhere"));
    assertEquals("SQLite does not understand this: no such table: nowhere", refused.getMessage());
  }

  @Test
  void tellsColumnsOfOneNameApart() {
    assertEquals(List.of("a", "a:1", "b"), ask("select 1 as a, 2 as a, 3 as b").names);
  }

  @Test
  void readsNoMoreRowsThanAreWanted() {
    Rows few =
        new Rows() {
          @Override
          public boolean full() {
            return values.size() == 3;
          }
        };
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      history.query(ENDLESS, few);
    }
    assertEquals(3, few.values.size());
  }

  @Test
  @Timeout(300)
  void anotherThreadCanBreakAQuestionOff() {
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      Rows cancelling =
          new Rows() {
            @Override
            public void row(List<Object> row) {
              if (values.isEmpty()) {
                new Thread(history::cancel).start();
              }
              super.row(row);
            }
          };
      TrackerException broken =
          assertThrows(TrackerException.class, () -> history.query(ENDLESS, cancelling));
      assertEquals("cancelled", broken.getMessage());
      assertEquals(1, names(history).size());
    }
  }

  @Test
  void asksWhileAWriterIsAtWork() {
    try (Tracker writer = Tracker.open(file);
        ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      writer.transaction(
          () -> {
            Samples.experiment(writer, "second");
            assertEquals(1, names(history).size());
            return null;
          });
      assertEquals(2, names(history).size());
    }
  }

  @Test
  void doesNotMakeADatabase() {
    Path missing = directory.resolve("missing.db");
    TrackerException refused =
        assertThrows(TrackerException.class, () -> Tracker.openReadOnly(missing));
    assertEquals(Optional.of(TrackerRemedy.CREATE_EXPERIMENT), refused.remedy());
    assertFalse(Files.exists(missing));
  }

  private static List<List<Object>> names(ReadOnlyHistory history) {
    Rows rows = new Rows();
    history.query("select name from experiment", rows);
    return rows.values;
  }

  private Rows ask(String sql) {
    Rows rows = new Rows();
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      history.query(sql, rows);
    }
    return rows;
  }
}

package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.TrackerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigratorTest {
  private static final Duration WAIT = Duration.ofMinutes(1);

  @TempDir Path directory;

  @Test
  void everyFileOfTheDirectoryIsKnownInOrder() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../migrations"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      List<String> known =
          Migration.all().stream().map(m -> "%04d-%s.sql".formatted(m.number(), m.name())).toList();
      assertEquals(names, known);
    }
  }

  @Test
  void everyFileOpensWithWhy() {
    for (Migration migration : Migration.all()) {
      assertTrue(migration.sql().startsWith("-- Why: "), migration.name());
    }
  }

  static Stream<Integer> versions() {
    return Stream.iterate(0, version -> version + 1).limit(Migration.all().size() + 1);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyVersionBecomesTheSameSchema(int version) throws SQLException {
    Path file = directory.resolve("old.db");
    if (version > 0) {
      open(file, Migration.all().subList(0, version)).close();
    }
    open(file, Migration.all()).close();
    Path fresh = directory.resolve("fresh.db");
    open(fresh, Migration.all()).close();
    assertEquals(schema(fresh), schema(file));
    assertEquals(Migration.all().size(), number(file, "pragma user_version"));
    assertEquals(Migration.all().size(), number(file, "select count(*) from schema_migration"));
  }

  @Test
  void experimentsFromBeforeSeedsHaveTheDefault() throws SQLException {
    Path file = directory.resolve("old.db");
    try (Database old = open(file, Migration.all().subList(0, 4))) {
      old.with(
          handle ->
              handle.execute(
                  """
                  insert into model values (1, '%s', 'm', 'm.gguf', 'llama', 'F16', 1, 1, 1, 1, '');
                  """
                      .formatted(sha())));
      old.with(
          handle ->
              handle.execute(
                  """
                  insert into experiment (name, model_id, n_ctx, n_batch, n_ubatch, threads,
                    flash_attention, gpu_layers, scored_positions, process_output, start_tokens,
                    growth, plateau_k, tau, evaluation_chunks, quantize_options, program_version,
                    created_at)
                  values ('mine', 1, 512, 512, 512, 1, 'auto', 0, 'all', 0, 512, 2, 2, 0.01, 1,
                    '{}', '0.1.0', '')
                  """));
    }
    open(file, Migration.all()).close();
    assertEquals(42, number(file, "select seed from experiment where name = 'mine'"));
    assertEquals(
        1,
        number(
            file,
            """
            select count(*) from experiment
            where split = 'sequential' and pool_order = 'file' and overlap = 'kept'
              and squares_only = 1 and quarantine = 0 and nextn = 0
            """),
        "and the split and the sums that they were made with");
  }

  @Test
  void rowsOfAnEarlierVersionAreKept() throws SQLException {
    Path file = directory.resolve("old.db");
    try (Database old = open(file, Migration.all().subList(0, 1))) {
      old.with(h -> h.execute("insert into source values (1, 'a', 'b', ?, '', 1, 1, '')", sha()));
    }
    open(file, Migration.all()).close();
    assertEquals(1, number(file, "select count(*) from source"));
  }

  @Test
  void whatRefersToAReplacedTableIsKept() throws SQLException {
    Path file = directory.resolve("old.db");
    List<String> tables =
        List.of(
            "iteration where number = 3",
            "iteration_source",
            "iteration_quant_type",
            "ledger_block",
            "imatrix",
            "quant",
            "evaluation",
            "chunk_result",
            "score",
            "note",
            "tag",
            "run_event where iteration_id = 1");
    try (Database old = open(file, Migration.all().subList(0, 8))) {
      for (String row : SqlFile.of("experiment-of-version-8.sql").split(";\\s*\n")) {
        old.with(handle -> handle.execute(row));
      }
    }
    for (String table : tables) {
      assertEquals(1, number(file, "select count(*) from " + table), table);
    }
    try (Database current = open(file, Migration.all())) {
      for (String table : tables) {
        assertEquals(1, number(file, "select count(*) from " + table), table);
      }
      assertEquals(
          1,
          number(
              file,
              "select count(*) from ledger_block where origin = 'computed' and tokens_sha256 is null"));
      current.with(handle -> handle.execute("delete from iteration"));
    }
    for (String table : tables) {
      long left = table.equals("ledger_block") ? 1 : 0;
      assertEquals(left, number(file, "select count(*) from " + table), table);
    }
  }

  @Test
  void rowsThatReferToNothingAreNotCommitted() throws SQLException {
    Path file = directory.resolve("dangling.db");
    List<Migration> known = new ArrayList<>(Migration.all());
    int next = known.size() + 1;
    known.add(new Migration(next, "dangle", "insert into note values (1, 7, null, 'x', '')"));
    TrackerException refused = assertThrows(TrackerException.class, () -> open(file, known));
    assertTrue(refused.getMessage().contains("table note"), refused.getMessage());
    assertEquals(next - 1, number(file, "pragma user_version"));
  }

  @Test
  void aFailingMigrationLeavesNothingBehind() throws SQLException {
    Path file = directory.resolve("half.db");
    List<Migration> known = new ArrayList<>(Migration.all());
    int next = known.size() + 1;
    known.add(new Migration(next, "fail", "create table half (a); insert into nowhere values (1)"));
    assertThrows(RuntimeException.class, () -> open(file, known));
    assertEquals(next - 1, number(file, "pragma user_version"));
    assertEquals(0, number(file, "select count(*) from sqlite_schema where name = 'half'"));
  }

  @Test
  void aNewerDatabaseIsRefusedAndStaysAsItIs() throws IOException {
    Path file = directory.resolve("newer.db");
    List<Migration> newer = new ArrayList<>(Migration.all());
    newer.add(new Migration(newer.size() + 1, "of-tomorrow", "create table tomorrow (a)"));
    open(file, newer).close();
    byte[] before = Files.readAllBytes(file);
    TrackerException refused =
        assertThrows(TrackerException.class, () -> open(file, Migration.all()));
    assertTrue(refused.getMessage().contains("newer version"), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(List.of("newer.db"), names());
  }

  @Test
  void aNewerDatabaseInUseIsRefusedToo() throws SQLException {
    Path file = directory.resolve("newer.db");
    try (Database inUse = open(file, Migration.all())) {
      // the version lies in the write-ahead log, the header of the file is old
      inUse.with(h -> h.execute("insert into schema_migration values (99, 'x', 'x', '', '')"));
      inUse.with(h -> h.execute("pragma user_version = 99"));
      TrackerException refused =
          assertThrows(TrackerException.class, () -> open(file, Migration.all()));
      assertTrue(refused.getMessage().contains("schema 99"), refused.getMessage());
    }
  }

  @Test
  void aChangedMigrationIsRefused() {
    Path file = directory.resolve("changed.db");
    open(file, Migration.all()).close();
    List<Migration> changed = new ArrayList<>(Migration.all());
    Migration first = changed.get(0);
    changed.set(0, new Migration(1, first.name(), first.sql() + "\n-- edited"));
    TrackerException refused = assertThrows(TrackerException.class, () -> open(file, changed));
    assertTrue(refused.getMessage().contains("another schema migration 1"), refused.getMessage());
  }

  @Test
  void aGapInTheDatabaseIsRefused() {
    Path file = directory.resolve("gap.db");
    try (Database database = open(file, Migration.all())) {
      database.with(h -> h.execute("delete from schema_migration where number = 1"));
    }
    TrackerException refused =
        assertThrows(TrackerException.class, () -> open(file, Migration.all()));
    assertTrue(refused.getMessage().contains("lacks schema migration 1"), refused.getMessage());
  }

  @Test
  void aGapInTheProgramIsRefused() {
    List<Migration> gap = List.of(new Migration(2, "second", "select 1"));
    assertThrows(IllegalArgumentException.class, () -> open(directory.resolve("gap.db"), gap));
  }

  @Test
  void anotherProgramsDatabaseIsRefusedAndStaysAsItIs() throws SQLException, IOException {
    Path file = directory.resolve("other.db");
    try (Connection other = Connections.open(file, WAIT)) {
      Connections.execute(other, "create table moz_places (url)");
    }
    byte[] before = Files.readAllBytes(file);
    TrackerException refused =
        assertThrows(TrackerException.class, () -> open(file, Migration.all()));
    assertTrue(
        refused.getMessage().contains("not a database of experiments"), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void manyFirstOpensAtOnceMakeOneDatabase() throws Exception {
    int openers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(openers);
    try {
      for (int round = 0; round < 5; round++) {
        Path file = directory.resolve("round-" + round + ".db");
        CyclicBarrier start = new CyclicBarrier(openers);
        Callable<Void> opener =
            () -> {
              start.await();
              open(file, Migration.all()).close();
              return null;
            };
        for (Future<Void> opened : threads.invokeAll(List.of(repeat(opener, openers)))) {
          opened.get();
        }
        assertEquals(Migration.all().size(), number(file, "select count(*) from schema_migration"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @SuppressWarnings("unchecked")
  private static Callable<Void>[] repeat(Callable<Void> task, int times) {
    return Stream.generate(() -> task).limit(times).toArray(Callable[]::new);
  }

  private static Database open(Path file, List<Migration> known) {
    return Database.open(file, Clock.systemUTC(), known, WAIT);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static List<String> schema(Path file) throws SQLException {
    try (Connection connection = Connections.open(file, WAIT)) {
      return List.of(
          Connections.text(
                  connection,
                  "select group_concat(name || ' ' || coalesce(sql, ''), char(30))"
                      + " from (select * from sqlite_schema order by name)")
              .split("\u001e"));
    }
  }

  private static long number(Path file, String sql) throws SQLException {
    try (Connection connection = Connections.open(file, WAIT)) {
      return Connections.number(connection, sql);
    }
  }

  private static String sha() {
    return "0".repeat(64);
  }
}

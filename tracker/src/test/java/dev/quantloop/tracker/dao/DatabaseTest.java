package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path directory;

  @Test
  void openingCreatesTheDirectories() {
    Path file = directory.resolve("a b/c#%20/quantloop.db");
    open(file).close();
    assertTrue(Files.isRegularFile(file));
  }

  @Test
  void theConnectionHasItsPragmas() {
    try (Database database = open(file())) {
      assertEquals("wal", pragma(database, "journal_mode"));
      assertEquals("1", pragma(database, "foreign_keys"));
      assertEquals("1", pragma(database, "synchronous"));
      assertEquals("50", pragma(database, "busy_timeout"));
    }
  }

  @Test
  void aTextFileIsRefusedAndStaysAsItIs() throws IOException {
    byte[] text =
        "not a database, but long enough to have a header "
            .repeat(9)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file(), text);
    assertRefused("is not a database of experiments");
    assertArrayEquals(text, Files.readAllBytes(file()));
  }

  @Test
  void aTruncatedDatabaseIsRefused() throws IOException {
    open(file()).close();
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, 5000));
    assertRefused("is damaged");
  }

  @Test
  void aPathThatTheDriverWouldCutIsRefused() {
    TrackerException refused =
        assertThrows(TrackerException.class, () -> open(directory.resolve("what?.db")));
    assertOneLine(refused);
  }

  @Test
  void aDirectoryIsRefused() throws IOException {
    Files.createDirectory(file());
    assertRefused("is a directory");
  }

  @Test
  void aFileWhereTheDirectoryShouldBeIsRefused() throws IOException {
    Files.writeString(directory.resolve("file"), "x");
    TrackerException refused =
        assertThrows(
            TrackerException.class, () -> open(directory.resolve("file").resolve("quantloop.db")));
    assertTrue(refused.getMessage().contains("cannot create the directory"), refused.getMessage());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDirectoryThatCannotBeWrittenIsRefused() {
    // holds for root too, whom permissions do not stop
    TrackerException refused =
        assertThrows(TrackerException.class, () -> open(Path.of("/proc/self/quantloop.db")));
    assertEquals(Optional.of(TrackerRemedy.MAKE_WRITABLE), refused.remedy());
    assertOneLine(refused);
  }

  @Test
  void aLockedDatabaseIsRefused() throws SQLException {
    open(file()).close();
    try (Connection other = Connections.open(file(), Duration.ZERO)) {
      Connections.text(other, "pragma locking_mode = exclusive");
      Connections.execute(other, "create table held (a)");
      assertRefused("is locked by another program");
    }
    open(file()).close();
  }

  @Test
  void aWriterWaitingTooLongIsToldSo() throws SQLException {
    try (Database database = open(file());
        Connection other = Connections.open(file(), Duration.ZERO)) {
      Connections.execute(other, "begin immediate");
      TrackerException refused =
          assertThrows(TrackerException.class, () -> database.transaction(() -> 1));
      assertTrue(refused.getMessage().contains("is locked by another"), refused.getMessage());
      Connections.execute(other, "rollback");
      assertEquals(1, database.transaction(() -> 1));
    }
  }

  @Test
  void aFullDiskUndoesTheTransactionAndKeepsTheRest() {
    try (Database database = open(file())) {
      database.with(h -> h.execute("create table filler (bytes blob)"));
      database.with(h -> h.execute("insert into filler values (zeroblob(10))"));
      long pages = Long.parseLong(pragma(database, "page_count"));
      pragma(database, "max_page_count = " + (pages + 1));
      TrackerException full =
          assertThrows(
              TrackerException.class,
              () ->
                  database.transaction(
                      () ->
                          database.with(
                              h -> h.execute("insert into filler values (zeroblob(1000000))"))));
      assertTrue(full.getMessage().startsWith("the disk that holds "), full.getMessage());
      assertOneLine(full);
      pragma(database, "max_page_count = 1000000");
      assertEquals(1, database.transaction(() -> count(database)));
    }
  }

  @Test
  void aTransactionThatFailsLeavesNothing() {
    try (Database database = open(file())) {
      database.with(h -> h.execute("create table filler (bytes blob)"));
      assertThrows(
          IllegalStateException.class,
          () ->
              database.transaction(
                  () -> {
                    insert(database);
                    throw new IllegalStateException("stop");
                  }));
      assertEquals(0, count(database));
    }
  }

  @Test
  void anInnerTransactionIsUndoneAlone() {
    try (Database database = open(file())) {
      database.with(h -> h.execute("create table filler (bytes blob)"));
      database.transaction(
          () -> {
            insert(database);
            assertThrows(
                IllegalStateException.class,
                () ->
                    database.transaction(
                        () -> {
                          insert(database);
                          throw new IllegalStateException("inner");
                        }));
            return database.transaction(() -> insert(database));
          });
      assertEquals(2, count(database));
    }
  }

  @Test
  void dataVersionChangesWhenAnotherConnectionWrites() {
    try (Database one = open(file());
        Database other = open(file())) {
      long before = one.dataVersion();
      assertEquals(before, one.dataVersion());
      other.with(h -> h.execute("create table filler (bytes blob)"));
      assertNotEquals(before, one.dataVersion());
    }
  }

  @Test
  void closingLeavesOneFile() throws IOException {
    open(file()).close();
    assertFalse(Files.exists(directory.resolve("quantloop.db-wal")));
  }

  private static Integer insert(Database database) {
    return database.with(h -> h.execute("insert into filler values (zeroblob(10))"));
  }

  private static int count(Database database) {
    return database.with(
        h -> h.createQuery("select count(*) from filler").mapTo(Integer.class).one());
  }

  private static String pragma(Database database, String pragma) {
    return database.with(h -> h.createQuery("pragma " + pragma).mapTo(String.class).one());
  }

  private Path file() {
    return directory.resolve("quantloop.db");
  }

  private void assertRefused(String reason) {
    TrackerException refused = assertThrows(TrackerException.class, () -> open(file()));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    assertOneLine(refused);
  }

  private static void assertOneLine(TrackerException e) {
    assertEquals(1, e.getMessage().lines().count());
  }

  private static Database open(Path file) {
    return Database.open(file, Clock.systemUTC(), Migration.all(), Duration.ofMillis(50));
  }
}

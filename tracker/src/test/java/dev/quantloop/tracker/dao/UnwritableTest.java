package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.view.AnswerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A link in the way of SQLite's shared file stands for a disk that can't be written. */
@EnabledOnOs(OS.LINUX)
class UnwritableTest {
  @TempDir private Path directory;

  private Path unwritable() throws IOException {
    Path file = directory.resolve("a b#%20.db");
    try (Database database = Database.open(file, Clock.systemUTC())) {
      database.run(h -> h.execute("create table filler (a)"));
    }
    Files.createSymbolicLink(
        directory.resolve(file.getFileName() + "-shm"), Path.of("/nowhere/shm"));
    return file;
  }

  @Test
  void canBeReadAndRefusesToBeChanged() throws IOException {
    Path file = unwritable();
    assertThrows(TrackerException.class, () -> Database.open(file, Clock.systemUTC()));
    try (Database database = Database.openReadable(file, Clock.systemUTC())) {
      assertEquals(
          List.of(), database.with(h -> h.select("select * from filler").mapToMap().list()));
      TrackerException refused =
          assertThrows(
              TrackerException.class,
              () -> database.run(h -> h.execute("insert into filler values (1)")));
      assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
      assertThrows(TrackerException.class, () -> database.transaction(() -> 1));
      assertEquals(
          List.of(),
          database.moment(
              () -> database.with(h -> h.select("select * from filler").mapToMap().list())));
    }
  }

  @Test
  void whereNoneCanBeNoEmptyFileIsLeft() throws IOException {
    Path file = directory.resolve("new.db");
    Files.createSymbolicLink(directory.resolve("new.db-shm"), Path.of("/nowhere/shm"));
    Files.createSymbolicLink(directory.resolve("new.db-journal"), Path.of("/nowhere/journal"));
    assertThrows(TrackerException.class, () -> Database.open(file, Clock.systemUTC()));
    assertFalse(Files.exists(file));

    Files.createFile(file);
    assertThrows(TrackerException.class, () -> Database.open(file, Clock.systemUTC()));
    assertTrue(Files.exists(file), "it was there before");
  }

  @Test
  void canBeQueried() throws IOException {
    try (ReadOnlyHistory history = ReadOnlyHistory.open(unwritable())) {
      history.query("select * from filler", new AnswerTable());
    }
  }

  @Test
  void whatIsOnlyInTheLogIsNotLeftOut() throws IOException {
    Path live = directory.resolve("live.db");
    Path left = directory.resolve("left.db");
    try (Database database = Database.open(live, Clock.systemUTC())) {
      database.run(h -> h.execute("create table filler (a)"));
      database.run(h -> h.execute("insert into filler values (7)"));
      Files.copy(live, left);
      Files.copy(DatabaseFile.writeAheadLog(live), DatabaseFile.writeAheadLog(left));
    }
    Files.createSymbolicLink(directory.resolve("left.db-shm"), Path.of("/nowhere/shm"));
    try (Database database = Database.openReadable(left, Clock.systemUTC())) {
      assertEquals(
          List.of(7),
          database.with(h -> h.select("select a from filler").mapTo(Integer.class).list()));
      assertThrows(
          TrackerException.class,
          () -> database.run(h -> h.execute("insert into filler values (8)")));
    }
  }
}

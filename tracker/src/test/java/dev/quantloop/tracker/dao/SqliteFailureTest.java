package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteFailureTest {
  @TempDir private Path directory;

  private TrackerException translated(SQLiteErrorCode code, boolean locksAreMissing) {
    SQLException failure = new SQLiteException("told by a test", code);
    return (TrackerException)
        SqliteFailure.translate(
            new IllegalStateException(failure),
            directory.resolve("q.db"),
            place -> place.equals(directory) && locksAreMissing);
  }

  @Test
  void aFileSystemWithoutLocksIsNamedForWhatItIs() {
    for (TrackerException failure :
        new TrackerException[] {
          translated(SQLiteErrorCode.SQLITE_BUSY, true),
          translated(SQLiteErrorCode.SQLITE_IOERR_LOCK, false)
        }) {
      assertTrue(failure.getMessage().contains("without the file locks"), failure.getMessage());
      assertEquals(Optional.of(TrackerRemedy.CHOOSE_LOCAL_FILE), failure.remedy());
    }
  }

  @Test
  void aLibraryThatCantBeLoadedIsNoUnexpectedFailure() {
    SQLException failure =
        new SQLException("Error opening connection", new NativeLibraryNotFoundException("none"));
    TrackerException told =
        (TrackerException) SqliteFailure.translate(failure, directory.resolve("q.db"));
    assertEquals(Optional.of(TrackerRemedy.ALLOW_EXECUTION), told.remedy());
  }

  @Test
  void aLockThatAnotherHoldsAndABadDiskAreStillToldAsSuch() {
    assertTrue(
        translated(SQLiteErrorCode.SQLITE_BUSY, false)
            .getMessage()
            .contains("is locked by another program"));
    assertTrue(
        translated(SQLiteErrorCode.SQLITE_IOERR_WRITE, true)
            .getMessage()
            .contains("check the disk"));
    String full = translated(SQLiteErrorCode.SQLITE_IOERR_SHMSIZE, false).getMessage();
    assertTrue(full.startsWith("the disk that holds "), full);
    assertFalse(FileSystemLocks.areMissing(directory));
  }
}

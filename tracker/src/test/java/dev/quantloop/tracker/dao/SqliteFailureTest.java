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

class SqliteFailureTest {
  private static final int BUSY = 5;
  private static final int IOERR_LOCK = 3850;
  private static final int IOERR_WRITE = 778;

  @TempDir private Path directory;

  private TrackerException translated(int code, boolean locksAreMissing) {
    SQLException failure = new SQLException("[SQLITE] told by a test", "", code);
    return (TrackerException)
        SqliteFailure.translate(
            new IllegalStateException(failure),
            directory.resolve("q.db"),
            place -> place.equals(directory) && locksAreMissing);
  }

  @Test
  void aFileSystemWithoutLocksIsNamedForWhatItIs() {
    for (TrackerException failure :
        new TrackerException[] {translated(BUSY, true), translated(IOERR_LOCK, false)}) {
      assertTrue(failure.getMessage().contains("without the file locks"), failure.getMessage());
      assertEquals(Optional.of(TrackerRemedy.CHOOSE_LOCAL_FILE), failure.remedy());
    }
  }

  @Test
  void aLockThatAnotherHoldsAndABadDiskAreStillToldAsSuch() {
    assertTrue(translated(BUSY, false).getMessage().contains("is locked by another program"));
    assertTrue(translated(IOERR_WRITE, true).getMessage().contains("check the disk"));
    assertFalse(FileSystemLocks.areMissing(directory));
  }
}

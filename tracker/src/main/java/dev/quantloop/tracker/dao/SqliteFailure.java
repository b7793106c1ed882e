package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's result codes, told as what is wrong with the file and what to do about it. */
final class SqliteFailure {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READONLY = 8;
  private static final int INTERRUPT = 9;
  private static final int IOERR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int NOTADB = 26;

  /** What fails without locks, or without memory that processes share. */
  private static final Set<SQLiteErrorCode> NEEDS_LOCAL_FILE =
      Set.of(
          SQLiteErrorCode.SQLITE_PROTOCOL,
          SQLiteErrorCode.SQLITE_IOERR_LOCK,
          SQLiteErrorCode.SQLITE_IOERR_UNLOCK,
          SQLiteErrorCode.SQLITE_IOERR_RDLOCK,
          SQLiteErrorCode.SQLITE_IOERR_CHECKRESERVEDLOCK,
          SQLiteErrorCode.SQLITE_IOERR_SHMLOCK,
          SQLiteErrorCode.SQLITE_IOERR_SHMMAP);

  private SqliteFailure() {}

  /** The failure as one the user can act on, or as it is when it is a defect of the program. */
  static RuntimeException translate(RuntimeException failure, Path file) {
    return translate(failure, file, FileSystemLocks::areMissing);
  }

  /**
   * @param locksAreMissing whether files in a directory can't be locked
   */
  static RuntimeException translate(
      RuntimeException failure, Path file, Predicate<Path> locksAreMissing) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TrackerException known) {
        return known;
      }
      if (cause instanceof NativeLibraryNotFoundException) {
        return new TrackerException(
            "SQLite's native library can't be loaded", TrackerRemedy.ALLOW_EXECUTION, "", failure);
      }
      if (cause instanceof SQLException sql && needsLocalFile(sql, file, locksAreMissing)) {
        return new TrackerException(
            file
                + " is on a file system without the file locks that SQLite needs, as some network"
                + " file systems (NFS, Lustre)",
            TrackerRemedy.CHOOSE_LOCAL_FILE,
            "",
            failure);
      }
      if (cause instanceof SQLException sql && advice(sql, file) != null) {
        TrackerRemedy remedy =
            switch (primaryCode(sql)) {
              case CANTOPEN, NOTADB -> TrackerRemedy.CHOOSE_OTHER_FILE;
              default -> null;
            };
        return new TrackerException(advice(sql, file), remedy, "", failure);
      }
    }
    return failure;
  }

  static RuntimeException translate(SQLException failure, Path file) {
    return translate(new IllegalStateException(failure.getMessage(), failure), file);
  }

  private static boolean needsLocalFile(
      SQLException failure, Path file, Predicate<Path> locksAreMissing) {
    return (failure instanceof SQLiteException known
            && NEEDS_LOCAL_FILE.contains(known.getResultCode()))
        || (isBusy(failure) && locksAreMissing.test(file.getParent()));
  }

  /** Whether a failure can be that of a place where nothing can be written. */
  static boolean isAboutWriting(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Set.of(READONLY, IOERR, FULL, CANTOPEN).contains(primaryCode(sql));
      }
    }
    return false;
  }

  static boolean isReadOnly(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return primaryCode(sql) == READONLY;
      }
    }
    return false;
  }

  static boolean isBusy(SQLException failure) {
    return primaryCode(failure) == BUSY;
  }

  static boolean isInterrupted(SQLException failure) {
    return primaryCode(failure) == INTERRUPT;
  }

  /** Extended codes carry the primary one in their low byte. */
  private static int primaryCode(SQLException failure) {
    if (failure instanceof SQLiteException known
        && known.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      return FULL; // there is no room for the file that processes share
    }
    return failure.getErrorCode() & 0xff;
  }

  private static String advice(SQLException failure, Path file) {
    return switch (primaryCode(failure)) {
      case BUSY, LOCKED ->
          file + " is locked by another program: end its transaction or close it, then try again";
      case READONLY -> file + " cannot be written: check the permissions of file and directory";
      case IOERR ->
          file + " could not be read or written (" + reason(failure) + "): check the disk";
      case CORRUPT ->
          file + " is damaged: restore a copy, or save what is left with `sqlite3 FILE .recover`";
      case FULL ->
          "the disk that holds " + file + " is full: free some space and run the command again";
      case CANTOPEN -> file + " cannot be opened: check the permissions of its directory";
      case NOTADB -> notADatabase(file).getMessage();
      default -> null;
    };
  }

  static TrackerException notADatabase(Path file) {
    return new TrackerException(
        file + " is not a database of experiments", TrackerRemedy.CHOOSE_OTHER_FILE);
  }

  private static String reason(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse("");
  }
}

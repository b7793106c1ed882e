package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import dev.quantloop.tracker.view.AnswerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * One open connection to the history. Threads take turns; whoever opened it closes it. Failures
 * that the user can act on leave it as {@link TrackerException}.
 */
public final class Database implements AutoCloseable {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);
  private static final String IDENTITY = "select applied_at from schema_migration where number = 1";

  private final Path file;
  private final DataFiles dataFiles;
  private final Clock clock;
  private final Connection connection;
  private final Handle handle;
  private final TrackerException unwritable;
  private final Object place;
  private final ReentrantLock turn = new ReentrantLock(true);
  private int depth;

  /**
   * @param unwritable why nothing can be written, or null
   */
  private Database(
      Path file,
      DataFiles dataFiles,
      Clock clock,
      Connection connection,
      TrackerException unwritable) {
    this.file = file;
    this.dataFiles = dataFiles;
    this.clock = clock;
    this.connection = connection;
    this.handle = handle(connection, dataFiles);
    this.unwritable = unwritable;
    this.place = place(file);
  }

  private static Handle handle(Connection connection, DataFiles files) {
    Jdbi jdbi = Jdbi.create(connection);
    // the SQL here is no template, and its "<" means less than
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    jdbi.registerRowMapper(RecordMapper.factory(files));
    jdbi.registerArgument(new ColumnArguments(files));
    return jdbi.open();
  }

  public static Database open(Path database, Clock clock) {
    return open(database, clock, Migration.all(), BUSY_TIMEOUT);
  }

  /**
   * As {@link #open(Path, Clock)}; one that is there and can't be written (read-only, or on a full
   * disk) is opened all the same, and only what would write to it fails.
   */
  public static Database openReadable(Path database, Clock clock) {
    try {
      return open(database, clock);
    } catch (TrackerException e) {
      boolean aboutWriting =
          e.remedy().filter(TrackerRemedy.MAKE_WRITABLE::equals).isPresent()
              || SqliteFailure.isAboutWriting(e);
      if (!aboutWriting || !Files.isRegularFile(database)) {
        throw e;
      }
      return openUnwritable(database.toAbsolutePath().normalize(), clock, e);
    }
  }

  private static Database openUnwritable(Path file, Clock clock, TrackerException reason) {
    List<Migration> known = Migration.all();
    try {
      Connection connection =
          OpenFiles.open(
              file,
              () -> DatabaseFile.checkHeader(file, known.size()),
              () -> Connections.openReadOnly(file, BUSY_TIMEOUT));
      try {
        Migrator migrator = new Migrator(connection, file, known, clock);
        migrator.check();
        migrator.requireCurrent();
        return new Database(file, new DataFiles(file.getParent()), clock, connection, reason);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        OpenFiles.closed(file);
        throw e;
      }
    } catch (SQLException e) {
      throw reason;
    }
  }

  static Database open(Path database, Clock clock, List<Migration> known, Duration busyTimeout) {
    Path file = database.toAbsolutePath().normalize();
    DatabaseFile.requireWritable(file);
    boolean isNew = Files.notExists(file);
    try {
      return openWritable(file, new DataFiles(file.getParent()), clock, known, busyTimeout);
    } catch (RuntimeException e) {
      if (isNew && isForWantOfAPlace(e)) {
        DatabaseFile.deleteEmpty(file);
      }
      throw e;
    }
  }

  /** Whether nobody can have a history there; else another process may be making it. */
  private static boolean isForWantOfAPlace(RuntimeException failure) {
    return SqliteFailure.isAboutWriting(failure)
        || failure instanceof TrackerException known
            && known.remedy().filter(TrackerRemedy.CHOOSE_LOCAL_FILE::equals).isPresent();
  }

  /** Opens a copy that nobody else has, and whose files are those of the original. */
  public static Database openCopy(Path copy, Path original, Clock clock) {
    Path directory = original.toAbsolutePath().normalize().getParent();
    return openWritable(copy, new DataFiles(directory), clock, Migration.all(), BUSY_TIMEOUT);
  }

  private static Database openWritable(
      Path file, DataFiles dataFiles, Clock clock, List<Migration> known, Duration busyTimeout) {
    try {
      Connection connection =
          OpenFiles.open(
              file,
              () -> DatabaseFile.checkHeader(file, known.size()),
              () -> Connections.open(file, busyTimeout));
      try {
        Migrator migrator = new Migrator(connection, file, known, clock);
        migrator.check();
        Connections.useWriteAheadLog(connection, busyTimeout);
        migrator.migrate();
        return new Database(file, dataFiles, clock, connection, null);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        OpenFiles.closed(file);
        throw e;
      }
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, file);
    }
  }

  public Path file() {
    return file;
  }

  /** Tells the history from all others, but for its copies, whatever the file is called. */
  public String identity() {
    return with(handle -> handle.select(IDENTITY).mapTo(String.class).one());
  }

  /** Whether a file holds a copy of this history. */
  public boolean isCopy(Path other) {
    AnswerTable answer = new AnswerTable();
    try (ReadOnlyHistory history = ReadOnlyHistory.open(other)) {
      history.query(IDENTITY, answer);
      return answer.rows().equals(List.of(List.of(identity())));
    } catch (TrackerException e) {
      return false;
    }
  }

  /** Whether the file is still the one that was opened: neither deleted nor replaced. */
  public boolean isInPlace() {
    return place(file).equals(place);
  }

  private static Object place(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key;
    } catch (IOException e) {
      return "";
    }
  }

  /** Whether it was opened for writing. */
  public boolean isWritable() {
    return unwritable == null;
  }

  public DataFiles dataFiles() {
    return dataFiles;
  }

  /** To the millisecond, as timestamps are kept. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** One piece of work on the connection; statements commit by themselves. */
  public <T> T with(Function<Handle, T> work) {
    turn.lock();
    try {
      return work.apply(handle);
    } catch (RuntimeException e) {
      throw unwritable != null && SqliteFailure.isReadOnly(e)
          ? unwritable
          : SqliteFailure.translate(e, file);
    } finally {
      turn.unlock();
    }
  }

  /** As {@link #with}, for work without a result. */
  public void run(Consumer<Handle> work) {
    with(
        h -> {
          work.accept(h);
          return null;
        });
  }

  /** All of it or nothing; an inner transaction that fails is undone by itself. */
  public <T> T transaction(Supplier<T> work) {
    return with(
        h -> {
          begin();
          boolean done = false;
          try {
            T result = work.get();
            commit();
            done = true;
            return result;
          } finally {
            if (!done) {
              rollback();
            }
          }
        });
  }

  /** As {@link #transaction}, to see what would come of it: nothing of it is kept. */
  public <T> T rehearsal(Supplier<T> work) {
    return with(
        h -> {
          begin();
          try {
            return work.get();
          } finally {
            rollback();
          }
        });
  }

  /** Another database is at hand for SQL as {@code theirs}; to be called outside transactions. */
  public <T> T attached(Database other, Supplier<T> work) {
    return with(
        h -> {
          h.execute("attach database ? as theirs", other.file().toString());
          try {
            return work.get();
          } finally {
            h.execute("detach database theirs");
          }
        });
  }

  /** As {@link #with}, for work that only reads: all of it as it is at one moment. */
  public <T> T moment(Supplier<T> work) {
    return with(
        h -> {
          execute("begin");
          try {
            return work.get();
          } finally {
            execute("rollback");
          }
        });
  }

  /** Changes when another connection has written. */
  public long dataVersion() {
    return with(h -> h.select("pragma data_version").mapTo(Long.class).one());
  }

  // Immediate: a transaction that reads first and writes later would fail when another process
  // wrote in between.
  private void begin() {
    execute(depth == 0 ? "begin immediate" : "savepoint nested_" + depth);
    depth++;
  }

  private void commit() {
    execute(depth == 1 ? "commit" : "release nested_" + (depth - 1));
    depth--;
  }

  private void rollback() {
    depth--;
    try {
      if (depth > 0) {
        execute("rollback to nested_" + depth);
        execute("release nested_" + depth);
      } else if (!connection.isClosed()) {
        execute("rollback");
      }
    } catch (RuntimeException | SQLException e) {
      // SQLite has rolled back by itself (full disk, failed write); the first failure is thrown
    }
  }

  private void execute(String sql) {
    try {
      Connections.execute(connection, sql);
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, file);
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      if (!connection.isClosed()) {
        handle.close();
        connection.close();
        OpenFiles.closed(file);
      }
    } catch (SQLException e) {
      throw SqliteFailure.translate(e, file);
    } finally {
      turn.unlock();
    }
  }
}

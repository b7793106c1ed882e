package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DatabaseCopy;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.ExperimentId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The history of all experiments, in one SQLite file. It groups its verbs by what they are about:
 * {@code tracker.runs().start(…)}.
 *
 * <p>Safe for several threads of a process, which take turns over one connection, and for several
 * processes over the same file. Close it to give the file back. Everything the user can act on is
 * thrown as {@link TrackerException}.
 */
public final class Tracker implements AutoCloseable {
  private final Database database;
  private final Verdicts verdicts;

  private Tracker(Database database) {
    this.database = database;
    this.verdicts = new Verdicts(database);
  }

  /** Opens the history, creating directory and file, and brings an older one up to date. */
  public static Tracker open(Path database) {
    return open(database, Clock.systemUTC());
  }

  /** As {@link #open(Path)}; timestamps come from the clock. */
  public static Tracker open(Path database, Clock clock) {
    return new Tracker(Database.open(database, clock));
  }

  /**
   * As {@link #open(Path)}; a history that is there and can't be written is opened all the same,
   * and only what would write to it fails.
   */
  public static Tracker openReadable(Path database) {
    return new Tracker(Database.openReadable(database, Clock.systemUTC()));
  }

  /**
   * Opens a history as it is now, without touching it: a copy, which is brought up to date. Files
   * are those of the original.
   *
   * @param copy where the copy is written; the caller's to delete
   */
  public static Tracker openCopy(Path database, Path copy) {
    DatabaseCopy.write(database, copy);
    return new Tracker(Database.openCopy(copy, database, Clock.systemUTC()));
  }

  /** Opens the history for reading; no query can change it. */
  public static ReadOnlyHistory openReadOnly(Path database) {
    return ReadOnlyHistory.open(database);
  }

  /** Whether the file is still the one that was opened: neither deleted nor replaced. */
  public boolean isInPlace() {
    return database.isInPlace();
  }

  /** The database file, absolute. */
  public Path file() {
    return database.file();
  }

  /** Tells the history from all others, but for its copies, whatever the file is called. */
  public String identity() {
    return database.identity();
  }

  /** Whether a file holds a copy of this history. */
  public boolean isCopy(Path other) {
    return database.isCopy(other);
  }

  /** The directory that holds the database and, below it, the files of the experiments. */
  public Path dataDirectory() {
    return database.dataFiles().directory();
  }

  /**
   * Where the files of an experiment lie: where its tokens are or, while there are none, the place
   * to begin with, {@code experiments/<id>} in the data directory. Not created here.
   */
  public Path directory(ExperimentId experiment) {
    Path usual = dataDirectory().resolve("experiments").resolve(experiment.toString());
    return experiments().corpora(experiment).stream()
        .map(corpus -> corpus.file().getParent())
        .filter(tokens -> tokens.endsWith("corpus"))
        .map(Path::getParent)
        .findFirst()
        .orElse(usual);
  }

  /**
   * Does all that {@code work} writes, or nothing of it; a transaction inside that fails is undone
   * by itself. Other threads and processes wait for its end to write, so keep it short. Files that
   * rows refer to are to be complete before it ends.
   */
  public <T> T transaction(Supplier<T> work) {
    return database.transaction(work);
  }

  /** Reads all that {@code work} does as it is at one moment; nothing is written. */
  public <T> T moment(Supplier<T> work) {
    return database.moment(work);
  }

  /** Changes whenever another connection or process has written; for polling. */
  public long dataVersion() {
    return database.dataVersion();
  }

  public Experiments experiments() {
    return new Experiments(database);
  }

  public Iterations iterations() {
    return new Iterations(database);
  }

  public Evaluations evaluations() {
    return new Evaluations(database);
  }

  public EarlyStops earlyStops() {
    return new EarlyStops(database);
  }

  public Quarantine quarantine() {
    return new Quarantine(database);
  }

  public Imports imports() {
    return new Imports(database);
  }

  public Rankings rankings() {
    return new Rankings(database);
  }

  public Verdicts verdicts() {
    return verdicts;
  }

  public Mixes mixes() {
    return new Mixes(database);
  }

  public Allocations allocations() {
    return new Allocations(database);
  }

  public HeldOut heldOut() {
    return new HeldOut(database);
  }

  public Runs runs() {
    return new Runs(database);
  }

  public Remarks remarks() {
    return new Remarks(database);
  }

  /** Takes experiments over from another history. */
  public Merge merge(Tracker theirs) {
    return new Merge(database, theirs.database);
  }

  public Tunings tunings() {
    return new Tunings(database);
  }

  @Override
  public void close() {
    database.close();
  }
}

package dev.quantloop.app.cli.option;

import dev.quantloop.app.UserException;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which database a command works on, and how it is opened; the caller closes it. */
public final class DbOption {
  /** The variable of the environment that names the database where the flag doesn't. */
  public static final String VARIABLE = "QUANTLOOP_DB";

  private final Console console;

  @Option(
      names = "--db",
      paramLabel = "FILE",
      order = 1, // after a command's own options, wherever it is declared
      description =
          "The database (default: $$QUANTLOOP_DB, else quantloop.db in"
              + " $$XDG_DATA_HOME/quantloop). The experiments' files are stored beside it.")
  private Path db;

  DbOption(Console console) {
    this.console = console;
  }

  /** What names a database again that is not the usual one. */
  public static List<String> flags(Console console, Path database) {
    boolean usual = database.equals(new DbOption(console).path());
    return usual ? List.of() : List.of("--db", database.toString());
  }

  /** A command for people to type that works on a database, too. */
  public static String typed(Console console, Path database, String... words) {
    return CommandWords.line(
        Stream.concat(Stream.of(words), flags(console, database).stream()).toList());
  }

  /** The database file; it need not exist. */
  public Path path() {
    if (db != null) {
      return db.toAbsolutePath().normalize();
    }
    String named = console.environment().getOrDefault(VARIABLE, "");
    return named.isEmpty()
        ? console.directories().defaultDatabase()
        : console.directories().path(named).toAbsolutePath().normalize();
  }

  public boolean exists() {
    return Files.exists(path());
  }

  /** Opens the history, creating it where there is none; ends the runs whose worker is gone. */
  public Tracker open() {
    return endCrashedRuns(Tracker.open(path()));
  }

  private Tracker endCrashedRuns(Tracker tracker) {
    try {
      new CrashedRuns(tracker, console.clock()).markFailed();
    } catch (TrackerException e) {
      // Reading does not take writing; what can't be noted now is noted the next time.
    } catch (RuntimeException e) {
      tracker.close();
      throw e;
    }
    return tracker;
  }

  /** The same, for a history that must be there; one that can't be written can still be read. */
  public Tracker openExisting() {
    if (!exists()) {
      throw new UserException(
          "there are no experiments yet in " + path() + "; start with: quantloop demo");
    }
    return endCrashedRuns(Tracker.openReadable(path()));
  }
}

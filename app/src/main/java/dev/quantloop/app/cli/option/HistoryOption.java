package dev.quantloop.app.cli.option;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** {@code --db} of the commands that work on the history, which the caller closes. */
public final class HistoryOption {
  private final Console console;

  @Mixin private DbOption db;

  HistoryOption(Console console) {
    this.console = console;
  }

  public Path path() {
    return db.path();
  }

  public boolean exists() {
    return Files.exists(db.path());
  }

  /** Opens the history, creating it where there is none; ends the runs whose worker is gone. */
  public Tracker open() {
    Tracker tracker = Tracker.open(db.path());
    try {
      new CrashedRuns(tracker, console.clock()).markFailed();
      return tracker;
    } catch (RuntimeException e) {
      tracker.close();
      throw e;
    }
  }

  /** The same, for a history that must be there. */
  public Tracker openExisting() {
    if (!exists()) {
      throw new UserException(
          "there are no experiments yet in " + db.path() + "; start with: quantloop demo");
    }
    return open();
  }
}

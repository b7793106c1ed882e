package dev.quantloop.app.cli;

import dev.quantloop.app.console.Console;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which database a command works on. */
final class DbOption {
  private final Console console;

  @Option(
      names = "--db",
      paramLabel = "FILE",
      description =
          "The database (default: $$QUANTLOOP_DB, else quantloop.db in"
              + " $$XDG_DATA_HOME/quantloop). The experiments' files lie beside it.")
  private Path db;

  DbOption(Console console) {
    this.console = console;
  }

  /** The database file; it need not exist. */
  Path path() {
    if (db != null) {
      return db.toAbsolutePath().normalize();
    }
    String named = console.environment().getOrDefault("QUANTLOOP_DB", "");
    return named.isEmpty()
        ? console.directories().defaultDatabase()
        : Path.of(named).toAbsolutePath().normalize();
  }
}

package dev.quantloop.app.tui.screen;

import dev.quantloop.app.Directories;
import dev.quantloop.app.machine.ProcessTable;
import dev.quantloop.app.machine.SystemProcesses;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.table.ColumnChoice;
import java.nio.file.Path;
import java.util.Map;

/**
 * What screens have besides the tracker.
 *
 * @param database the file, for those who open it once more
 * @param directories of the user
 * @param processes of this machine
 */
public record ScreenServices(
    ProgramActions work,
    Preferences preferences,
    Path database,
    Directories directories,
    ProcessTable processes) {
  private static final String COLUMNS = "columns.";

  public ScreenServices(
      ProgramActions work, Preferences preferences, Path database, Directories directories) {
    this(work, preferences, database, directories, new SystemProcesses());
  }

  /**
   * @param table its name in the preferences
   */
  public ColumnChoice columns(String table) {
    return preferences.get(COLUMNS + table).map(ColumnChoice::parse).orElse(ColumnChoice.ALL);
  }

  /** Keeps the choice for the next time. */
  public Effect keep(String table, ColumnChoice choice) {
    return keep(COLUMNS + table, choice.text());
  }

  /** Keeps a preference. */
  public Effect keep(String key, String value) {
    // By the thread that is waited for at the end: choices made just before leaving are kept, too.
    return new Effect.Ask(
        tracker -> {
          preferences.put(Map.of(key, value));
          return new Message.Kept();
        });
  }
}

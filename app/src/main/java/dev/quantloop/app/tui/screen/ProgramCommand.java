package dev.quantloop.app.tui.screen;

import java.util.List;

/**
 * A command of this program, as its help describes it.
 *
 * @param name as it is typed: "rank", "native install"
 * @param group the heading under which the help has it
 * @param about in one line
 * @param usage the lines of its help
 * @param takesExperiment whether it wants the name of an experiment
 */
public record ProgramCommand(
    String name,
    String group,
    String about,
    List<String> usage,
    List<Flag> flags,
    boolean takesExperiment) {
  /** Names the database that a command works on. */
  public static final String DATABASE_FLAG = "--db";

  public ProgramCommand {
    usage = List.copyOf(usage);
    flags = List.copyOf(flags);
  }

  /**
   * An option.
   *
   * @param names short and long
   * @param values that it can have, where they are few
   */
  public record Flag(List<String> names, String about, boolean takesValue, List<String> values) {
    public Flag {
      names = List.copyOf(names);
      values = List.copyOf(values);
    }
  }

  public boolean takesDatabase() {
    return flags.stream().anyMatch(flag -> flag.names().contains(DATABASE_FLAG));
  }
}

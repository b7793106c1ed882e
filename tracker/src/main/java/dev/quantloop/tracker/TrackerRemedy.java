package dev.quantloop.tracker;

/**
 * What the user can do about a failure. The program that asked knows by which command or option.
 */
public enum TrackerRemedy {
  /** Let programs be run from where SQLite's library, or the temporary directory, is. */
  ALLOW_EXECUTION,
  /** Name another database file. */
  CHOOSE_OTHER_FILE,
  /** Keep the database on a local disk, one for each box, and merge them. */
  CHOOSE_LOCAL_FILE,
  /** Make the file or directory writable, or name another database file. */
  MAKE_WRITABLE,
  /** Make an experiment, which also makes the database. */
  CREATE_EXPERIMENT,
  /** Look at the list of all experiments. */
  LIST_EXPERIMENTS,
  /** Stop the run of the experiment that is the failure's subject. */
  STOP_RUN,
  /** Watch the run of that experiment, or stop it. */
  WATCH_OR_STOP_RUN,
  /** Update the program, or name another database file. */
  UPDATE_PROGRAM
}

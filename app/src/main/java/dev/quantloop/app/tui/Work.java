package dev.quantloop.app.tui;

import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.Tracker;
import java.util.List;

/** What is done in other processes. Called on a thread that may wait. */
public interface Work {
  /** Starts a run that goes on until the plateau or the pool's end; returns when it is at work. */
  void run(Tracker tracker, Experiment experiment);

  /**
   * Carries out a command of this program on the same database.
   *
   * @param arguments its name and its own flags
   * @return the last line that it said
   * @throws dev.quantloop.app.UserException with that line, when it fails
   */
  String command(List<String> arguments);
}

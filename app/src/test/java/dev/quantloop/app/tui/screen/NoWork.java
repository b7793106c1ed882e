package dev.quantloop.app.tui.screen;

import dev.quantloop.app.tui.Work;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.Tracker;
import java.util.List;

/** For screens that start nothing in a test. */
final class NoWork implements Work {
  @Override
  public void run(Tracker tracker, Experiment experiment) {
    throw new AssertionError("nothing should be started");
  }

  @Override
  public String command(List<String> arguments) {
    throw new AssertionError("no command should be carried out");
  }
}

package dev.quantloop.app.console;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;

/**
 * Progress in a pipe or a log file: a line at the start, every tenth or ten seconds, and the end.
 */
record PlainProgress(PrintWriter err, Clock clock) implements Progress {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final double STEP = 0.1;

  @Override
  public Stage stage(String label, String unit, int tokensEach) {
    note(label);
    return new PlainStage(label, unit, tokensEach);
  }

  @Override
  public void note(String line) {
    err.println(line);
    err.flush();
  }

  private final class PlainStage extends Stage {
    private double shownFraction;
    private Duration shownAt = Duration.ZERO;

    PlainStage(String label, String unit, int tokensEach) {
      super(err, clock, label, unit, tokensEach, ", ");
    }

    @Override
    void moved() {
      Duration now = elapsed();
      boolean due = fraction() >= shownFraction + STEP || now.minus(shownAt).compareTo(QUIET) >= 0;
      if (due && fraction() < 1) {
        shownFraction = fraction();
        shownAt = now;
        note(label + ": " + String.join(", ", state(left())));
      }
    }

    @Override
    void ended(String summary) {
      note(label + ": " + summary);
    }
  }
}

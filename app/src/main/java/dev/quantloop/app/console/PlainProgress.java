package dev.quantloop.app.console;

import dev.quantloop.app.format.Numbers;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Progress in a pipe or a log file: a line at the start, every tenth or ten seconds, and the end.
 */
final class PlainProgress implements Progress {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final double STEP = 0.1;

  private final PrintWriter err;
  private final Clock clock;

  PlainProgress(PrintWriter err, Clock clock) {
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Stage stage(String label, StageUnit work) {
    return new PlainStage(label, work);
  }

  @Override
  public void note(String line) {
    err.println(line);
    err.flush();
  }

  private final class PlainStage implements Stage {
    private final String label;
    private final StageClock stageClock;
    private double shownFraction;
    private Duration shownAt = Duration.ZERO;
    private boolean ended;

    PlainStage(String label, StageUnit work) {
      this.label = label;
      this.stageClock = new StageClock(clock, work);
      note(label);
    }

    @Override
    public synchronized void advanced(long done, long total) {
      stageClock.advanced(done, total);
      Duration now = stageClock.elapsed();
      boolean due =
          stageClock.fraction() >= shownFraction + STEP || now.minus(shownAt).compareTo(QUIET) >= 0;
      if (due && stageClock.fraction() < 1) {
        shownFraction = stageClock.fraction();
        shownAt = now;
        note(label + ": " + state(stageClock.left()));
      }
    }

    @Override
    public synchronized void resumed(long done, long total) {
      stageClock.resumed(done, total);
      shownFraction = stageClock.fraction();
    }

    @Override
    public synchronized void finish(String summary) {
      if (!ended) {
        ended = true;
        note(label + ": " + summary);
      }
    }

    @Override
    public synchronized void close() {
      finish(state("in " + Numbers.duration(stageClock.elapsed())));
    }

    private String state(String last) {
      List<String> parts = new ArrayList<>();
      if (stageClock.total() > 0) {
        parts.add(stageClock.amount());
        parts.add(stageClock.rate());
      }
      parts.add(last);
      parts.removeIf(String::isEmpty);
      return String.join(", ", parts);
    }
  }
}

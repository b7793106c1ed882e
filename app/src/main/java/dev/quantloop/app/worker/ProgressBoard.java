package dev.quantloop.app.worker;

import dev.quantloop.app.loop.RunReport;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.service.Runs;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the loop says of its progress, kept until the heartbeat writes it down: the loop must not
 * wait for the database at every chunk. Thread-safe.
 */
final class ProgressBoard implements RunReport {
  private final Runs runs;
  private final RunId run;
  private final LongSupplier millis;
  private volatile RunProgress progress = new RunProgress("starting", 0, 0, "", 0);

  ProgressBoard(Runs runs, RunId run, LongSupplier millis) {
    this.runs = runs;
    this.run = run;
    this.millis = millis;
  }

  RunProgress progress() {
    return progress;
  }

  @Override
  public ProgressListener stage(String name, String unit) {
    progress = new RunProgress(name, 0, 0, unit, 0);
    return new StageRate(name, unit);
  }

  @Override
  public void event(EventKind kind, Iteration iteration, String message) {
    runs.event(run, Optional.ofNullable(iteration).map(Iteration::id), kind, message);
  }

  /** Counts the speed from the first report on, for a resumed stage begins in the middle. */
  private final class StageRate implements ProgressListener {
    private final String name;
    private final String unit;
    private long firstDone = -1;
    private long firstMillis;

    StageRate(String name, String unit) {
      this.name = name;
      this.unit = unit;
    }

    @Override
    public void advanced(long done, long total) {
      long now = millis.getAsLong();
      if (firstDone < 0) {
        firstDone = done;
        firstMillis = now;
      }
      double seconds = (now - firstMillis) / 1000.0;
      double rate = seconds > 0 ? (done - firstDone) / seconds : 0;
      progress = new RunProgress(name, done, total, unit, rate);
    }
  }
}

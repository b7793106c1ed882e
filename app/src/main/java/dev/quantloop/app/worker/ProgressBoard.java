package dev.quantloop.app.worker;

import dev.quantloop.app.loop.RunReport;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.Runs;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The progress of a run, kept until the heartbeat writes it: the loop must not wait for the
 * database at every chunk. Thread-safe.
 */
final class ProgressBoard implements RunReport {
  private final Runs runs;
  private final RunId run;
  private final LongSupplier millis;
  private String iteration = "";
  private volatile RunProgress progress = RunProgress.begin(RunStage.STARTING, "", "");

  ProgressBoard(Runs runs, RunId run, LongSupplier millis) {
    this.runs = runs;
    this.run = run;
    this.millis = millis;
  }

  RunProgress progress() {
    return progress;
  }

  @Override
  public void enter(Iteration entered) {
    iteration = entered.name();
  }

  @Override
  public ProgressListener stage(RunStage stage, String subject, String unit) {
    RunProgress begun = RunProgress.begin(stage, iteration, subject);
    progress = begun;
    return new Rate(begun, unit);
  }

  @Override
  public void event(EventKind kind, Iteration of, String message) {
    runs.event(run, Optional.ofNullable(of).map(Iteration::id), kind, message);
  }

  /** Counts the speed from the first report on, for a resumed stage begins in the middle. */
  private final class Rate implements ProgressListener {
    private final RunProgress begun;
    private final String unit;
    private long firstDone = -1;
    private long firstMillis;

    Rate(RunProgress begun, String unit) {
      this.begun = begun;
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
      progress = new RunProgress(begun.stage(), done, total, unit, rate);
    }
  }
}

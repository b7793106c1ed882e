package dev.quantloop.app.worker;

import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.service.Tracker;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** Follows a run through the database, as any number of watchers may. Used by one thread. */
public final class RunWatch {
  private static final long POLL_MILLIS = 100;
  private static final int POLLS_BETWEEN_PROOFS_OF_LIFE = 10;

  /** Hears what the run does. */
  public interface Listener {
    void event(RunEvent event);

    void progress(RunProgress progress);
  }

  private final Tracker tracker;
  private final CrashedRuns crashedRuns;
  private final RunId id;
  private final Listener listener;
  private long lastEvent;

  /**
   * @param afterEvent events up to this id are not told again; 0 tells all
   */
  public RunWatch(Tracker tracker, Clock clock, RunId id, long afterEvent, Listener listener) {
    this.tracker = tracker;
    this.crashedRuns = new CrashedRuns(tracker, clock);
    this.id = id;
    this.lastEvent = afterEvent;
    this.listener = listener;
  }

  /**
   * Follows the run until it has ended, or the watcher wants to leave; returns it as it is then.
   */
  public Run follow(BooleanSupplier leaving) {
    Run run = tracker.runs().get(id);
    long seen = -1;
    for (int poll = 0; ; poll++) {
      long version = tracker.dataVersion();
      if (version != seen) {
        seen = version;
        run = tracker.runs().get(id);
        tell(run);
      }
      if (!run.state().active() || leaving.getAsBoolean()) {
        return run;
      }
      if (poll % POLLS_BETWEEN_PROOFS_OF_LIFE == 0) {
        crashedRuns.markFailed(run);
        // What this connection writes itself does not change the version.
        seen = -1;
      }
      pause();
    }
  }

  private void tell(Run run) {
    for (RunEvent event : tracker.runs().events(id, lastEvent)) {
      lastEvent = event.id();
      listener.event(event);
    }
    run.progress().ifPresent(listener::progress);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

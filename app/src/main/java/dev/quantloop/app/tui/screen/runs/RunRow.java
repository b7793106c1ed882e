package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.machine.UsageSample.ProcessUsage;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.view.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the list.
 *
 * @param usage of its process, while that is at work on this machine
 */
public record RunRow(RunSummary summary, Optional<ProcessUsage> usage) {
  Run run() {
    return summary.run();
  }

  String experiment() {
    return summary.experiment();
  }

  boolean active() {
    return run().state().active();
  }

  String state() {
    return active() && run().stopRequested() ? "stopping" : run().state().word();
  }

  /** What it is doing; empty once it has ended. */
  Optional<RunProgress> progress() {
    return active() ? run().progress() : Optional.empty();
  }

  /** Till the end of the stage, at its speed. */
  Optional<Duration> left() {
    return progress()
        .filter(now -> now.rate() > 0 && now.total() > 0)
        .map(now -> Duration.ofMillis((long) (1000 * (now.total() - now.done()) / now.rate())));
  }

  Duration took(Instant now) {
    return Duration.between(run().startedAt(), run().endedAt().orElse(now));
  }
}

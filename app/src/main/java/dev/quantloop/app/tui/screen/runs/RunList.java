package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.view.RunSummary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The runs, as they are on record.
 *
 * @param host the name of this machine
 */
public record RunList(List<RunSummary> runs, String host) {
  /** The pid of the run's worker, if it is at work on this machine. */
  Optional<Long> pid(Run run) {
    return run.state().active() && run.host().equals(host) && run.pid().isPresent()
        ? Optional.of(run.pid().getAsLong())
        : Optional.empty();
  }

  Set<Long> pids() {
    return runs.stream()
        .flatMap(one -> pid(one.run()).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean anyActive() {
    return runs.stream().anyMatch(one -> one.run().state().active());
  }

  /** Whether an experiment has a run that is at work. */
  boolean isActive(RunSummary other) {
    return runs.stream()
        .map(RunSummary::run)
        .anyMatch(run -> run.state().active() && run.experiment().equals(other.run().experiment()));
  }
}

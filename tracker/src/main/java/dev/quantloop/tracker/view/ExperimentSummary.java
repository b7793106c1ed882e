package dev.quantloop.tracker.view;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of the list of experiments.
 *
 * @param iterations those that are done
 * @param scores scored quants
 * @param imported results of other programs
 * @param runState of the latest run
 * @param touchedAt when its latest run last gave a sign of life, or it was created
 */
public record ExperimentSummary(
    ExperimentId id,
    String name,
    String model,
    List<String> quantTypes,
    int iterations,
    int scores,
    int imported,
    Optional<RunState> runState,
    List<String> tags,
    Instant createdAt,
    Instant touchedAt,
    boolean archived) {
  /** What it is in: the state of its latest run, or why there is none. */
  public String state() {
    boolean importedAlone = imported > 0 && quantTypes.isEmpty();
    return runState.map(RunState::word).orElse(importedAlone ? "imported" : "new");
  }
}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import java.time.Instant;
import java.util.Optional;

/** One model, its corpora and settings, and the iterations tried on them. */
public record Experiment(
    ExperimentId id,
    String name,
    ModelId model,
    ExperimentSettings settings,
    String programVersion,
    Instant createdAt,
    Optional<Instant> archivedAt,
    Optional<Instant> removedAt) {
  /** Whether it has no growing corpus: it judges files from outside, or mixes of sources. */
  public boolean judges() {
    return settings.quantTypes().isEmpty();
  }
}

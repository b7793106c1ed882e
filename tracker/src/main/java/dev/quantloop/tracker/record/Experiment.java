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
  /** Whether it judges files from outside, and quantizes nothing itself. */
  public boolean judges() {
    return settings.quantTypes().isEmpty();
  }
}

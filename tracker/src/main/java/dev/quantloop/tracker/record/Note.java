package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import java.time.Instant;
import java.util.Optional;

/** A person's remark on an experiment, or on one iteration of it. */
public record Note(
    long id,
    ExperimentId experiment,
    Optional<Integer> iteration,
    String text,
    Instant createdAt) {}

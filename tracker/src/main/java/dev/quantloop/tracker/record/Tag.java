package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import java.util.Optional;

/** A person's label on an experiment, or on one iteration of it. */
public record Tag(ExperimentId experiment, Optional<Integer> iteration, String name) {}

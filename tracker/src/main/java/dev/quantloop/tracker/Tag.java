package dev.quantloop.tracker;

import java.util.Optional;

/** A person's label on an experiment, or on one iteration of it. */
public record Tag(ExperimentId experiment, Optional<Integer> iteration, String name) {}

package dev.quantloop.tracker.view;

import dev.quantloop.tracker.id.ExperimentId;

/**
 * The lowest composite of an experiment's quant type with the fewest bits, on which an imatrix has
 * most effect.
 */
public record BestScore(ExperimentId experiment, String quantType, double composite) {}

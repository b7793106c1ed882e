package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.Comparison;

/**
 * The composite of a quant held against that of another of its type.
 *
 * @param file the two files
 * @param verdict the two recipes where the luck of the calibration text is known, else the files
 */
public record HeldAgainst(Comparison file, Comparison verdict) {}

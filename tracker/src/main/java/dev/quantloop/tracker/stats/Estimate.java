package dev.quantloop.tracker.stats;

/** A figure with its standard error. */
public record Estimate(double value, double error) {}

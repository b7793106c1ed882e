package dev.quantloop.tracker.record;

/**
 * Where a run is: {@code done} of {@code total} units of a stage, at {@code rate} units a second.
 */
public record RunProgress(String stage, long done, long total, String unit, double rate) {}

package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.Run;

/**
 * One line of the list of runs.
 *
 * @param experiment its name
 */
public record RunSummary(Run run, String experiment) {}

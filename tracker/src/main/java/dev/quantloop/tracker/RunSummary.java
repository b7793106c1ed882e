package dev.quantloop.tracker;

/**
 * One line of the list of runs.
 *
 * @param experiment its name
 */
public record RunSummary(Run run, String experiment) {}

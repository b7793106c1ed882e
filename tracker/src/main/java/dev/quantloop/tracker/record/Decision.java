package dev.quantloop.tracker.record;

/**
 * That the figures of an experiment were judged, and how.
 *
 * @param basis the scores and settings that it rests on; with others it is decided anew
 * @param reference as {@link ExperimentSettings} has it
 * @param method of resampling
 */
public record Decision(
    String basis,
    String reference,
    double tau,
    int plateauK,
    String method,
    int resamples,
    long seed) {}

package dev.quantloop.tracker;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A run that is to be started.
 *
 * @param untilPlateau whether it ends when all quant types have plateaued
 * @param iterations at most so many more
 * @param options JSON object of what else the worker has to know
 */
public record NewRun(
    ExperimentId experiment,
    boolean untilPlateau,
    OptionalInt iterations,
    String options,
    String host,
    Path logFile,
    String programVersion) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A run that is to be started.
 *
 * @param untilPlateau whether it ends when all quant types have plateaued
 * @param iterations at most so many more
 * @param options JSON object of what else the worker has to know
 * @param logFile by the number that it is given
 */
public record NewRun(
    ExperimentId experiment,
    boolean untilPlateau,
    OptionalInt iterations,
    String options,
    String host,
    Function<RunId, Path> logFile,
    String programVersion) {

  /** One whose log file does not depend on its number. */
  public NewRun(
      ExperimentId experiment,
      boolean untilPlateau,
      OptionalInt iterations,
      String options,
      String host,
      Path logFile,
      String programVersion) {
    this(experiment, untilPlateau, iterations, options, host, id -> logFile, programVersion);
  }
}

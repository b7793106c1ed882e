package dev.quantloop.app.mlflow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be a run on an MLflow server.
 *
 * @param key tells it from all others, on every export
 * @param parent key of the run that it stands below
 * @param ended empty while it goes on
 * @param parameters what never changes
 * @param tags what may
 * @param files artifacts by their names
 * @param texts likewise
 */
record MlflowRun(
    String key,
    String name,
    Optional<String> parent,
    Instant started,
    Optional<Instant> ended,
    Map<String, String> parameters,
    Map<String, String> tags,
    List<Metric> metrics,
    Map<String, Path> files,
    Map<String, String> texts) {
  /**
   * A value of a metric.
   *
   * @param step tokens of the calibration text
   */
  record Metric(String key, double value, long step, Instant at) {}
}

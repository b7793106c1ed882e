package dev.quantloop.app.judge;

import dev.quantloop.app.UserException;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.stream.Collectors;

/** Refuses experiments whose figures can't be compared, and says what differs. */
public final class ComparableExperiments {
  private ComparableExperiments() {}

  /**
   * @throws UserException where they are not of one model, or were evaluated on different tokens
   */
  public static void require(Tracker tracker, List<Experiment> experiments) {
    Experiment first = experiments.get(0);
    for (Experiment other : experiments) {
      requireEqual(first, other, "of", model(tracker, first), model(tracker, other));
      requireEqual(first, other, "evaluated with", settings(first), settings(other));
      if (!tokens(tracker, first).equals(tokens(tracker, other))) {
        throw new UserException(
            "%s is evaluated on %s and %s on %s: not the same tokens, so their figures can't be compared"
                .formatted(
                    first.name(), texts(tracker, first), other.name(), texts(tracker, other)));
      }
    }
  }

  private static void requireEqual(
      Experiment first, Experiment other, String how, String one, String another) {
    if (!one.equals(another)) {
      throw new UserException(
          "%s is %s %s and %s %s %s: their figures can't be compared"
              .formatted(first.name(), how, one, other.name(), how, another));
    }
  }

  private static String model(Tracker tracker, Experiment experiment) {
    var model = tracker.experiments().model(experiment);
    return "model %s (SHA-256 %s…)".formatted(model.name(), model.sha256().substring(0, 12));
  }

  private static String settings(Experiment experiment) {
    return "-c %d, scoring %s"
        .formatted(experiment.settings().nCtx(), experiment.settings().scoredPositions());
  }

  private static List<String> tokens(Tracker tracker, Experiment experiment) {
    return tracker.experiments().evaluationSets(experiment.id()).stream()
        .map(EvaluationSet::sha256)
        .toList();
  }

  private static String texts(Tracker tracker, Experiment experiment) {
    return tracker.experiments().evaluationSets(experiment.id()).stream()
        .map(
            set ->
                "%s (%d chunks, %s…)"
                    .formatted(set.name(), set.chunks(), set.sha256().substring(0, 8)))
        .collect(Collectors.joining(", "));
  }
}

package dev.quantloop.app.judge;

import dev.quantloop.app.UserException;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses experiments whose figures can't be compared, and says what differs. */
public final class ComparableExperiments {
  private ComparableExperiments() {}

  /**
   * @throws UserException where they are not of one model, or were evaluated on different tokens
   */
  public static void require(Tracker tracker, List<Experiment> experiments) {
    for (Experiment other : experiments) {
      objection(tracker, experiments.get(0), other)
          .ifPresent(
              reason -> {
                throw new UserException(reason);
              });
    }
  }

  /** This experiment and all that can be compared with it, without archived ones. */
  public static List<Experiment> with(Tracker tracker, Experiment experiment) {
    Stream<Experiment> others =
        tracker.experiments().list(false).stream()
            .map(summary -> tracker.experiments().get(summary.id()))
            .filter(other -> !other.id().equals(experiment.id()))
            .filter(other -> are(tracker, experiment, other));
    return Stream.concat(Stream.of(experiment), others).toList();
  }

  /** Whether they can be. */
  public static boolean are(Tracker tracker, Experiment first, Experiment other) {
    return objection(tracker, first, other).isEmpty();
  }

  private static Optional<String> objection(Tracker tracker, Experiment first, Experiment other) {
    return difference(first, other, "of", model(tracker, first), model(tracker, other))
        .or(() -> difference(first, other, "evaluated with", settings(first), settings(other)))
        .or(
            () ->
                tokens(tracker, first).equals(tokens(tracker, other))
                    ? Optional.empty()
                    : Optional.of(
                        "%s is evaluated on %s and %s on %s: not the same tokens, so their figures can't be compared"
                            .formatted(
                                first.name(),
                                texts(tracker, first),
                                other.name(),
                                texts(tracker, other))));
  }

  private static Optional<String> difference(
      Experiment first, Experiment other, String how, String one, String another) {
    return one.equals(another)
        ? Optional.empty()
        : Optional.of(
            "%s is %s %s and %s %s %s: their figures can't be compared"
                .formatted(first.name(), how, one, other.name(), how, another));
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
        .map(set -> set.sha256() + " without " + tracker.quarantine().of(set.id()))
        .sorted()
        .toList();
  }

  private static String texts(Tracker tracker, Experiment experiment) {
    return tracker.experiments().evaluationSets(experiment.id()).stream()
        .map(
            set ->
                "%s (%d chunks%s, %s…)"
                    .formatted(
                        set.name(),
                        set.chunks(),
                        without(tracker.quarantine().of(set.id())),
                        set.sha256().substring(0, 8)))
        .collect(Collectors.joining(", "));
  }

  private static String without(BitSet aside) {
    return aside.isEmpty()
        ? ""
        : aside.stream()
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", " but for ", " put aside"));
  }
}

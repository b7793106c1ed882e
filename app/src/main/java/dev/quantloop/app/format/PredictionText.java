package dev.quantloop.app.format;

import dev.quantloop.tracker.view.GainPrediction;
import dev.quantloop.tracker.view.GainPrediction.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the imatrix predicts, as people read it. */
public final class PredictionText {
  private PredictionText() {}

  /**
   * "composite -1.2 % to the size before, measured -0.9 %; predictions were off by 0.3 % on average
   * (2 so far)".
   */
  public static Optional<String> of(
      List<GainPrediction> predictions, String quantType, int iteration) {
    return predictions.stream()
        .filter(one -> one.quantType().equals(quantType))
        .flatMap(
            one ->
                one.steps().stream()
                    .filter(step -> step.iteration().orElse(-1) == iteration)
                    .filter(step -> step.predicted().isPresent())
                    .map(step -> gain(step) + "; " + accuracy(one) + "; " + weighting(one)))
        .findFirst();
  }

  private static String gain(Step step) {
    return "composite "
        + change(step.predicted())
        + " to the size before"
        + (step.measured().isEmpty() ? "" : ", measured " + change(step.measured()));
  }

  /** How well it has predicted so far. */
  public static String accuracy(GainPrediction prediction) {
    return prediction.meanError().isEmpty()
        ? "nothing to check the predictions by yet"
        : "predictions were off by %s on average (%d so far)"
            .formatted(percent(prediction.meanError()), prediction.tested());
  }

  /** What the prediction makes of the tensors. */
  public static String weighting(GainPrediction prediction) {
    return prediction.weighted()
        ? "tensors weighted by their quantization error"
        : "all tensors weighted alike";
  }

  /** "-1.2 %" for an improvement, as in rankings; "" where there is none. */
  public static String change(OptionalDouble change) {
    return change.isEmpty() ? "" : Numbers.change(change.getAsDouble(), 1);
  }

  /** "1.2 %"; "" where there is none. */
  public static String percent(OptionalDouble share) {
    return share.isEmpty() ? "" : Numbers.percent(share.getAsDouble(), 1);
  }
}

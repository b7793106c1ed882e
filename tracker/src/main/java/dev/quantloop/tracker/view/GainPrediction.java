package dev.quantloop.tracker.view;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the steps of the growing corpus bring a quant type, predicted from how far the imatrix
 * moves, without quantizing. Never a verdict.
 *
 * @param weighted whether tensors weigh by their quantization error, rather than all alike
 * @param steps the last may be one to come
 */
public record GainPrediction(String quantType, boolean weighted, List<Step> steps) {
  /**
   * A step.
   *
   * @param iteration that it led to; empty for one to come
   * @param imatrixChange how far the imatrix moved, 0.1 = 10 %
   * @param predicted relative change of the composite, -0.01 for 1 % better, from the measured
   *     steps before; empty for the first
   * @param measured likewise; empty before it is
   * @param composite as predicted
   */
  public record Step(
      OptionalInt iteration,
      long corpusTokens,
      OptionalDouble imatrixChange,
      OptionalDouble predicted,
      OptionalDouble measured,
      OptionalDouble composite) {
    private boolean isTested() {
      return predicted.isPresent() && measured.isPresent();
    }
  }

  /** How many predictions could be held against what was measured. */
  public int tested() {
    return (int) steps.stream().filter(Step::isTested).count();
  }

  /** The mean of |predicted - measured|; empty before anything was predicted and measured. */
  public OptionalDouble meanError() {
    return steps.stream()
        .filter(Step::isTested)
        .mapToDouble(s -> Math.abs(s.predicted().getAsDouble() - s.measured().getAsDouble()))
        .average();
  }
}

package dev.quantloop.tracker.stats;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How far an importance matrix moved when its corpus grew. */
public final class ImatrixChange {
  private ImatrixChange() {}

  /**
   * The weighted mean over tensors of the mean |ln(after / before)| of their columns, in which 0.1
   * stands for about 10 %. A tensor's columns all growing alike is no change, since it changes
   * nothing in how the tensor is quantized. Columns without activations in either are left out.
   *
   * @param before mean squared activation by tensor, then column
   * @param after likewise, of the same model
   * @param weight of a tensor, such as its quantization error; 1 for all where that is not known
   * @throws IllegalArgumentException if the tensors are not the same
   */
  public static double between(
      Map<String, float[]> before, Map<String, float[]> after, ToDoubleFunction<String> weight) {
    if (!before.keySet().equals(after.keySet())) {
      throw new IllegalArgumentException("imatrices of different tensors");
    }
    double sum = 0;
    double weights = 0;
    for (String tensor : before.keySet().stream().sorted().toList()) {
      sum += weight.applyAsDouble(tensor) * change(tensor, before.get(tensor), after.get(tensor));
      weights += weight.applyAsDouble(tensor);
    }
    return weights == 0 ? 0 : sum / weights;
  }

  private static double change(String tensor, float[] before, float[] after) {
    if (before.length != after.length) {
      throw new IllegalArgumentException("columns of " + tensor + " differ");
    }
    double mean = 0;
    int columns = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] > 0 && after[i] > 0) {
        mean += (Math.log(after[i] / (double) before[i]) - mean) / ++columns;
      }
    }
    double change = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] > 0 && after[i] > 0) {
        change += Math.abs(Math.log(after[i] / (double) before[i]) - mean);
      }
    }
    return columns == 0 ? 0 : change / columns;
  }
}

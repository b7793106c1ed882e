package dev.quantloop.tracker.stats;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How far an importance matrix moved when its corpus grew: for each tensor the mean |ln(after /
 * before)| of its columns, in which 0.1 stands for about 10 %. A tensor's columns all growing alike
 * is no change, since it changes nothing in how the tensor is quantized. Columns without
 * activations in either are left out. Immutable.
 */
public final class ImatrixChange {
  private final TreeMap<String, Double> changes = new TreeMap<>();

  private ImatrixChange() {}

  /**
   * @param before mean squared activation by tensor, then column
   * @param after likewise, of the same model
   * @throws IllegalArgumentException if the tensors are not the same
   */
  public static ImatrixChange between(Map<String, float[]> before, Map<String, float[]> after) {
    if (!before.keySet().equals(after.keySet())) {
      throw new IllegalArgumentException("imatrices of different tensors");
    }
    ImatrixChange change = new ImatrixChange();
    before.forEach(
        (tensor, columns) ->
            change.changes.put(tensor, change(tensor, columns, after.get(tensor))));
    return change;
  }

  /** The mean over tensors that all weigh alike. */
  public double mean() {
    return mean(tensor -> 1);
  }

  /**
   * The weighted mean over tensors; 0 where none weighs anything.
   *
   * @param weight of a tensor, such as its quantization error, at least 0
   */
  public double mean(ToDoubleFunction<String> weight) {
    double sum = 0;
    double weights = 0;
    for (Map.Entry<String, Double> tensor : changes.entrySet()) {
      sum += weight.applyAsDouble(tensor.getKey()) * tensor.getValue();
      weights += weight.applyAsDouble(tensor.getKey());
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

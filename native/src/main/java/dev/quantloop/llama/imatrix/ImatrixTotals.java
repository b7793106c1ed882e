package dev.quantloop.llama.imatrix;

import java.util.Map;

/**
 * What the columns of an imatrix's weights add up to.
 *
 * @param sums without entries
 * @param weights by name
 */
public record ImatrixTotals(ImatrixSums sums, Map<String, Weight> weights) {
  public ImatrixTotals {
    weights = Map.copyOf(weights);
  }

  /**
   * The totals of a weight.
   *
   * @param columns of each expert
   * @param counts tokens seen, by expert
   * @param squares sums of squares over an expert's columns, by expert; not divided by the counts
   * @param plainSums whether there are sums of plain activations
   */
  public record Weight(int columns, long[] counts, double[] squares, boolean plainSums) {}
}

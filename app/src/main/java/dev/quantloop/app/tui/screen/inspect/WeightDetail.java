package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.stage.InspectedImatrix;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The columns of a weight in one imatrix or two, by importance: the mean squared activation of a
 * column, over all experts that saw a token.
 *
 * @param sides in the order of the imatrices; empty where one lacks the weight
 */
record WeightDetail(InspectRow row, List<Optional<Side>> sides) {
  private static final int MOST_TOP = 200;

  /**
   * The columns in one imatrix.
   *
   * @param values of columns, expert by expert
   * @param sorted the same, largest first
   * @param columns of each expert
   * @param top the most important columns, as indices of {@code values}
   */
  record Side(double[] values, double[] sorted, int columns, double total, List<Integer> top) {
    static Side of(ImatrixEntry entry) {
      double[] values = new double[entry.sums().length];
      for (int i = 0; i < values.length; i++) {
        long count = entry.counts()[i / entry.columns()];
        values[i] = count > 0 ? entry.sums()[i] / count : 0;
      }
      double[] ascending = values.clone();
      Arrays.parallelSort(ascending);
      double[] sorted = new double[values.length];
      Arrays.setAll(sorted, i -> ascending[values.length - 1 - i]);
      double least = sorted[Math.min(MOST_TOP, sorted.length) - 1];
      List<Integer> top =
          IntStream.range(0, values.length)
              .filter(i -> values[i] >= least)
              .boxed()
              .sorted(Comparator.comparing(i -> -values[i]))
              .limit(MOST_TOP)
              .toList();
      return new Side(values, sorted, entry.columns(), Arrays.stream(values).sum(), top);
    }

    /** How many columns have at least this value. */
    int atLeast(double value) {
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] >= value) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** The smallest value above 0; 0 where there is none. */
    double leastActive() {
      int active = atLeast(Double.MIN_VALUE);
      return active == 0 ? 0 : sorted[active - 1];
    }

    double largest() {
      return sorted[0];
    }
  }

  /** A column among the most important. */
  record TopColumn(int rank, int index, double value, double share, double upToHere) {}

  static WeightDetail of(InspectRow row, List<InspectedImatrix> imatrices) {
    return new WeightDetail(
        row,
        imatrices.stream()
            .map(one -> Optional.ofNullable(one.sums().entries().get(row.weight().name())))
            .map(entry -> entry.map(Side::of))
            .toList());
  }

  /** The first imatrix that has the weight. */
  Side any() {
    return sides.stream().flatMap(Optional::stream).findFirst().orElseThrow();
  }

  List<TopColumn> top() {
    Side side = any();
    double[] sum = {0};
    return IntStream.range(0, side.top().size())
        .mapToObj(
            i -> {
              int index = side.top().get(i);
              double share = side.total() > 0 ? side.values()[index] / side.total() : 0;
              sum[0] += share;
              return new TopColumn(i + 1, index, side.values()[index], share, sum[0]);
            })
        .toList();
  }
}

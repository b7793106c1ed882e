package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of one expert of a weight, as means over the tokens that it saw: {@code sums} from
 * {@code from} on, times {@code scale}. There may be millions, in a process that has just started,
 * so loops over them take the array.
 *
 * @param length 0 for an expert that saw no token
 * @param scale 1 / count
 */
record Columns(double[] sums, int from, int length, double scale) {
  static final Columns NONE = new Columns(new double[0], 0, 0, 1);

  int end() {
    return from + length;
  }

  /** The mean squares of an entry, by expert. */
  static List<Columns> squares(ImatrixEntry entry) {
    return byExpert(entry, entry.sums());
  }

  static List<Columns> byExpert(ImatrixEntry entry, double[] sums) {
    List<Columns> experts = new ArrayList<>();
    for (int expert = 0; expert < entry.experts(); expert++) {
      long count = entry.counts()[expert];
      int length = count > 0 ? entry.columns() : 0;
      experts.add(new Columns(sums, expert * entry.columns(), length, 1.0 / Math.max(count, 1)));
    }
    return experts;
  }

  /** How many columns these are together. */
  static long count(List<Columns> parts) {
    return parts.stream().mapToLong(Columns::length).sum();
  }
}

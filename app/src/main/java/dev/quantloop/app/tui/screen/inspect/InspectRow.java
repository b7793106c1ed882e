package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.llama.imatrix.statistics.WeightComparison;
import dev.quantloop.llama.imatrix.statistics.WeightName;
import dev.quantloop.llama.imatrix.statistics.WeightStatistics;
import java.util.Optional;

/**
 * A weight in one imatrix or two.
 *
 * @param compared where both have it in the same shape
 */
record InspectRow(
    WeightName weight,
    Optional<WeightStatistics> first,
    Optional<WeightStatistics> second,
    Optional<WeightComparison> compared) {
  /** In the first that has it. */
  WeightStatistics any() {
    return first.or(() -> second).orElseThrow();
  }

  Optional<WeightStatistics> in(boolean other) {
    return other ? second : first;
  }
}

package dev.quantloop.llama.imatrix.statistics;

import java.util.List;
import java.util.Optional;

/**
 * The statistics of a weight.
 *
 * @param columns of each expert
 * @param counts tokens seen, by expert; a dense weight has one
 * @param plainSums whether there are sums of plain activations, NAME.in_sum
 * @param earlier the same weight in the nearest earlier layer, against which it is held
 * @param pooled over the columns of all experts that saw a token
 * @param byExpert of each expert; all NaN for one that saw no token
 */
public record WeightStatistics(
    WeightName weight,
    int columns,
    List<Long> counts,
    boolean plainSums,
    Optional<String> earlier,
    StatisticValues pooled,
    List<StatisticValues> byExpert) {
  public WeightStatistics {
    counts = List.copyOf(counts);
    byExpert = List.copyOf(byExpert);
  }

  public int experts() {
    return counts.size();
  }

  /** Experts that saw a token. */
  public int seenExperts() {
    return (int) counts.stream().filter(count -> count > 0).count();
  }

  /** Columns that the pooled statistics are over: N. */
  public long seenColumns() {
    return (long) columns * seenExperts();
  }

  /** The largest count of any expert. */
  public long tokens() {
    return counts.stream().mapToLong(count -> count).max().orElse(0);
  }
}

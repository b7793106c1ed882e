package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.util.List;

/** A weight with the sums over its experts' columns. */
record PooledWeight(WeightName name, ImatrixEntry entry, List<ExpertSums> experts, Energy energy) {
  static PooledWeight of(String name, ImatrixEntry entry) {
    List<ExpertSums> experts = ExpertSums.of(entry);
    return new PooledWeight(WeightName.of(name), entry, experts, Energy.of(experts));
  }

  boolean sawTokens() {
    return energy.columns() > 0;
  }

  boolean hasPlain() {
    return entry.plain() != null;
  }
}

package dev.quantloop.tracker.service;

import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.stats.Holm;
import java.util.List;

/**
 * Several comparisons that are looked at together, with the p and the interval of each adjusted for
 * that.
 */
final class HolmAdjusted {
  private HolmAdjusted() {}

  static List<Comparison> of(List<Comparison> held) {
    List<Comparison> known = held.stream().filter(one -> one.p().isPresent()).toList();
    double[] factors = Holm.factors(known.stream().mapToDouble(c -> c.p().getAsDouble()).toArray());
    return held.stream()
        .map(one -> one.p().isPresent() ? one.adjusted(factors[known.indexOf(one)]) : one)
        .toList();
  }
}

package dev.quantloop.app.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SimplexSearchTest {
  private static final int TRIES = 20;

  @Test
  void findsTheSharesThatAreBest() {
    for (List<Double> best :
        List.of(List.of(0.7, 0.3), List.of(0.55, 0.3, 0.15), List.of(0.1, 0.2, 0.3, 0.4))) {
      List<MixShares> tried = search(best, TRIES);
      double least = tried.stream().mapToDouble(shares -> value(shares, best)).min().orElseThrow();
      double equal = value(MixShares.equal(best.size()), best);
      assertEquals(0, least - 1, 0.1 * (equal - 1), tried.toString());
      for (MixShares shares : tried) {
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        assertEquals(1, sum, 1e-12);
        assertTrue(shares.values().stream().allMatch(share -> share >= 0), shares.toString());
      }
      assertTrue(tried.get(0).isSameAs(MixShares.equal(best.size())) || best.size() == 2);
    }
  }

  @Test
  void endsBySelf() {
    List<Double> best = List.of(0.5, 0.25, 0.25);
    assertTrue(search(best, 200).size() < 60);
  }

  /** Each step is found by searching anew with the values that are known. */
  private static List<MixShares> search(List<Double> best, int tries) {
    List<MixShares> tried = new ArrayList<>();
    for (int i = 0; i < tries; i++) {
      Optional<MixShares> next =
          SimplexSearch.next(
              best.size(),
              shares ->
                  tried.stream().anyMatch(shares::isSameAs)
                      ? OptionalDouble.of(value(shares, best))
                      : OptionalDouble.empty());
      if (next.isEmpty()) {
        return tried;
      }
      assertTrue(tried.stream().noneMatch(next.get()::isSameAs), "nothing is tried twice");
      tried.add(next.get());
    }
    return tried;
  }

  private static double value(MixShares shares, List<Double> best) {
    double value = 1;
    for (int i = 0; i < best.size(); i++) {
      double distance = Math.log(shares.values().get(i) / best.get(i));
      value += distance * distance;
    }
    return value;
  }
}

package dev.quantloop.tracker.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RankingRowTest {
  @Test
  void whatCostsMoreThanTheBestFileIsRecommendedForItsReplicates() {
    RankingRow first = row(1, 4096);

    assertEquals("the best on average over its replicates", row(2, 8192).whyRecommended(first));
    assertEquals("the cheapest that is not detectably worse", row(2, 2048).whyRecommended(first));
    assertEquals("the cheapest that is not detectably worse", first.whyRecommended(first));
  }

  private static RankingRow row(int rank, long corpusTokens) {
    OptionalDouble none = OptionalDouble.empty();
    return new RankingRow(
        rank, null, rank, null, corpusTokens, null, "Q4_K_M", 0, 0, null, none, none, null, false);
  }
}

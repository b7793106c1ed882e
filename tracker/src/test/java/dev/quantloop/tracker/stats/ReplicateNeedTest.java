package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.stats.ReplicateNeed.Side;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicateNeedTest {
  private static final Optional<CalibrationNoise> NOISE =
      Optional.of(new CalibrationNoise(1e-4, 0, 20));
  private final ReplicateNeed need = new ReplicateNeed(0.015, 8);

  @Test
  void needsOneOfTheRecipeWithFewer() {
    RecipeResults once = MadeRecipes.exact(4096, 1);
    RecipeResults twice = MadeRecipes.exact(8192, 1, 1);

    assertEquals(Optional.of(Side.FROM), need.next(once, twice, NOISE));
    assertEquals(Optional.of(Side.TO), need.next(twice, once, NOISE));
    assertEquals(Optional.of(Side.TO), need.next(once, once, NOISE));
  }

  @Test
  void needsOneWhereNothingIsKnownAboutTheirLuck() {
    RecipeResults once = MadeRecipes.exact(4096, 1);

    assertEquals(Optional.of(Side.TO), need.next(once, once, Optional.empty()));
  }

  @Test
  void needsNoneOfAQuantWithoutImatrix() {
    RecipeResults none = MadeRecipes.exact(0, 1);

    assertEquals(Optional.of(Side.TO), need.next(none, MadeRecipes.exact(1, 1), NOISE));
    assertEquals(Optional.of(Side.FROM), need.next(MadeRecipes.exact(1, 1), none, NOISE));
    assertEquals(Optional.empty(), need.next(none, none, NOISE));
  }

  @Test
  void needsNoMoreThanANarrowIntervalTakes() {
    RecipeResults once = MadeRecipes.exact(4096, 1);

    assertEquals(Optional.empty(), new ReplicateNeed(0.03, 8).next(once, once, NOISE));
  }

  @Test
  void aDifferenceThatJustShowsDoesNotEndIt() {
    RecipeResults once = MadeRecipes.exact(4096, 1);

    assertEquals(Optional.of(Side.TO), need.next(once, MadeRecipes.exact(8192, 0.96), NOISE));
    assertEquals(Optional.empty(), need.next(once, MadeRecipes.exact(8192, 0.9), NOISE));
  }

  @Test
  void endsAtTheMost() {
    RecipeResults twice = MadeRecipes.exact(4096, 1, 1);

    assertEquals(Optional.empty(), new ReplicateNeed(0.001, 2).next(twice, twice, NOISE));
  }

  @Test
  void endsWhereOnlyMoreDocumentsWouldHelp() {
    RecipeResults from = MadeRecipes.swaying(4096, 0, 0, 1);
    RecipeResults to = MadeRecipes.swaying(8192, 0, 0.1, 1);

    assertEquals(Optional.empty(), need.next(from, to, NOISE));
  }
}

package dev.quantloop.tracker.stats;

import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which recipe to take: the cheapest that is not detectably worse than the best, which has the
 * lowest geometric mean composite. One without imatrix is cheapest, then the smaller corpus. One
 * that is as good as the best is passed over in at most 5 of 100 cases.
 *
 * @param recommended index of the recipe
 * @param best index of the best
 * @param atMostWorse how much worse it may be than whichever is best in truth, relative, at 97.5 %;
 *     what another run can contradict; empty where some can't be compared
 * @param comparisons of all others with the best, in the order of the recipes
 */
public record Recommendation(
    int recommended, int best, OptionalDouble atMostWorse, List<HeldAgainstBest> comparisons) {

  /**
   * @param recipe index
   * @param comparison from the best to this one
   * @param adjustedP by {@link Holm}, over all that could be compared; empty for those that could
   *     not
   */
  public record HeldAgainstBest(int recipe, RecipeComparison comparison, OptionalDouble adjustedP) {

    /** Whether it was compared and did not come out as worse. */
    public boolean holds() {
      return adjustedP.isPresent()
          && comparison.change().orElseThrow().outcome(Figure.COMPOSITE, adjustedP.getAsDouble())
              != Outcome.WORSE;
    }
  }

  /**
   * @param recipes at least one, all of the same quant type and evaluated on the same tokens
   * @param noise see {@link RecipeComparison#of}
   */
  public static Recommendation of(List<RecipeResults> recipes, Optional<CalibrationNoise> noise) {
    Comparator<Integer> byMean = comparingDouble(i -> recipes.get(i).mean());
    Comparator<Integer> byTokens = comparingLong(i -> recipes.get(i).tokens());
    int best = IntStream.range(0, recipes.size()).boxed().min(byMean).orElseThrow();
    List<HeldAgainstBest> held = heldAgainst(best, recipes, noise);
    int cheapest =
        Stream.concat(
                Stream.of(best),
                held.stream().filter(HeldAgainstBest::holds).map(HeldAgainstBest::recipe))
            .min(byTokens.thenComparing(byMean))
            .orElseThrow();
    return new Recommendation(cheapest, best, atMostWorse(cheapest, recipes, noise), held);
  }

  /** The best in truth is one of the others or itself, so the upper end to any covers it. */
  private static OptionalDouble atMostWorse(
      int recommended, List<RecipeResults> recipes, Optional<CalibrationNoise> noise) {
    double most = 0;
    for (int i = 0; i < recipes.size(); i++) {
      Optional<Change> change =
          RecipeComparison.of(recipes.get(i), recipes.get(recommended), noise).change();
      if (i != recommended && change.isEmpty()) {
        return OptionalDouble.empty();
      }
      if (i != recommended) {
        most = Math.max(most, change.get().interval().high());
      }
    }
    return OptionalDouble.of(most);
  }

  private static List<HeldAgainstBest> heldAgainst(
      int best, List<RecipeResults> recipes, Optional<CalibrationNoise> noise) {
    List<RecipeComparison> comparisons =
        recipes.stream()
            .map(recipe -> RecipeComparison.of(recipes.get(best), recipe, noise))
            .toList();
    int[] others = IntStream.range(0, recipes.size()).filter(i -> i != best).toArray();
    int[] decided =
        IntStream.of(others).filter(i -> comparisons.get(i).change().isPresent()).toArray();
    double[] adjusted =
        Holm.adjust(
            IntStream.of(decided)
                .mapToDouble(i -> comparisons.get(i).change().orElseThrow().p())
                .toArray());
    List<HeldAgainstBest> held = new ArrayList<>();
    int next = 0;
    for (int i : others) {
      RecipeComparison comparison = comparisons.get(i);
      OptionalDouble p =
          comparison.change().isPresent()
              ? OptionalDouble.of(adjusted[next++])
              : OptionalDouble.empty();
      held.add(new HeldAgainstBest(i, comparison, p));
    }
    return held;
  }
}

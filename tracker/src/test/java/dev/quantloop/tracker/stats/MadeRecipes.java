package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Recipes with made-up results on 64 documents of two evaluation sets. */
final class MadeRecipes {
  static final Sample SAMPLE = new Sample("tokens", List.of(32, 32));
  static final int EXACT_RESAMPLES = 1000;
  private static final int SWAYING_RESAMPLES = 50;

  private MadeRecipes() {}

  /** The documents make no difference. */
  static RecipeResults exact(long tokens, double... lnComposites) {
    return new RecipeResults(
        tokens,
        Arrays.stream(lnComposites).mapToObj(y -> replicate(y, EXACT_RESAMPLES, b -> y)).toList());
  }

  /** The documents move all replicates together, and each a little by itself. */
  static RecipeResults swaying(long tokens, int first, double common, double... lnComposites) {
    return new RecipeResults(
        tokens,
        IntStream.range(0, lnComposites.length)
            .mapToObj(r -> swaying(lnComposites[r], first + r, common))
            .toList());
  }

  private static Replicate swaying(double y, int r, double common) {
    return replicate(
        y,
        SWAYING_RESAMPLES,
        b -> y + 0.02 * Math.sin(b) + 0.004 * Math.sin(b * (r + 2)) + common * Math.cos(b));
  }

  private static Replicate replicate(double y, int resamples, IntToDoubleFunction resampled) {
    return new Replicate(y, IntStream.range(0, resamples).mapToDouble(resampled).toArray(), SAMPLE);
  }
}

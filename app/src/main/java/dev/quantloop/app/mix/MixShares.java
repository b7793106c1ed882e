package dev.quantloop.app.mix;

import dev.quantloop.tracker.record.NamedWeights;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What share of the tokens of an imatrix is of which source. Shares add up to 1.
 *
 * @param values by source
 */
public record MixShares(List<Double> values) {
  /** Shares that differ by less are the same mix. */
  private static final double SAME = 6e-4;

  /** Steps in which shares are searched. */
  private static final int STEPS = 1000;

  public MixShares {
    values = List.copyOf(values);
  }

  public static MixShares equal(int sources) {
    return new MixShares(IntStream.range(0, sources).mapToObj(i -> 1.0 / sources).toList());
  }

  public static MixShares only(int source, int sources) {
    return new MixShares(
        IntStream.range(0, sources).mapToObj(i -> i == source ? 1.0 : 0.0).toList());
  }

  /** Of weights of which only the ratios matter; not all are 0. */
  public static MixShares of(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return new MixShares(Arrays.stream(weights).mapToObj(weight -> weight / sum).toList());
  }

  /**
   * @param sources their names, in order
   */
  public static MixShares of(NamedWeights weights, List<String> sources) {
    return of(weights.of(sources));
  }

  /** The same in whole thousandths, which people can read and type. */
  MixShares rounded() {
    int[] steps = values.stream().mapToInt(share -> (int) (share * STEPS)).toArray();
    List<Integer> byRest =
        IntStream.range(0, steps.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> steps[i] - values.get(i) * STEPS))
            .toList();
    int left = STEPS - Arrays.stream(steps).sum();
    for (int i = 0; i < left; i++) {
      steps[byRest.get(i)]++;
    }
    return new MixShares(Arrays.stream(steps).mapToObj(step -> step / (double) STEPS).toList());
  }

  public boolean isSameAs(MixShares other) {
    return IntStream.range(0, values.size())
        .allMatch(i -> Math.abs(values.get(i) - other.values.get(i)) < SAME);
  }

  /** The source that has all; empty for a mix. */
  public OptionalInt single() {
    return IntStream.range(0, values.size()).filter(i -> values.get(i) > 1 - SAME).findFirst();
  }

  private boolean isEqual() {
    return isSameAs(equal(values.size()));
  }

  /**
   * "equal weights", "only code", "code 0.5, prose 0.5".
   *
   * @param sources their names, in order
   */
  public String label(List<String> sources) {
    if (isEqual()) {
      return "equal weights";
    } else if (single().isPresent()) {
      return "only " + sources.get(single().getAsInt());
    }
    return IntStream.range(0, sources.size())
        .filter(i -> values.get(i) > 0)
        .mapToObj(i -> sources.get(i) + " " + text(values.get(i)))
        .collect(Collectors.joining(", "));
  }

  /** "0.333". */
  public static String text(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }

  /** As --weights takes them: "code=0.5,prose=0.5". */
  public String typed(List<String> sources) {
    return IntStream.range(0, sources.size())
        .mapToObj(i -> sources.get(i) + "=" + text(values.get(i)))
        .collect(Collectors.joining(","));
  }
}

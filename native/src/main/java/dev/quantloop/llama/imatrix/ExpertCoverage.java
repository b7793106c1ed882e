package dev.quantloop.llama.imatrix;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many of a model's experts calibration reached; an expert of a layer counts once, however many
 * weights it has.
 *
 * @param experts of all layers
 * @param unseen that saw no token
 * @param rare that saw some, but fewer than a tenth of what an expert of their layer saw on average
 * @param layers with experts of either kind
 */
public record ExpertCoverage(long experts, long unseen, long rare, TreeSet<Integer> layers) {
  private static final int RARE = 10;

  static ExpertCoverage of(Map<String, ImatrixEntry> entries) {
    Map<Integer, long[]> counts = new TreeMap<>();
    entries.forEach(
        (weight, entry) -> {
          int layer = ImatrixCoverage.layer(weight);
          if (layer >= 0 && entry.experts() > 1) {
            counts.merge(layer, entry.counts(), (a, b) -> a.length >= b.length ? a : b);
          }
        });
    long experts = 0;
    long unseen = 0;
    long rare = 0;
    TreeSet<Integer> layers = new TreeSet<>();
    for (Map.Entry<Integer, long[]> layer : counts.entrySet()) {
      long[] seen = layer.getValue();
      double share = Arrays.stream(seen).sum() / (double) seen.length;
      long none = Arrays.stream(seen).filter(count -> count == 0).count();
      long few = Arrays.stream(seen).filter(n -> n > 0 && n * (double) RARE < share).count();
      experts += seen.length;
      unseen += none;
      rare += few;
      if (none + few > 0) {
        layers.add(layer.getKey());
      }
    }
    return new ExpertCoverage(experts, unseen, rare, layers);
  }

  /** What llama-quantize does with them, in a line; empty where all saw enough. */
  Optional<String> gap() {
    if (unseen + rare == 0) {
      return Optional.empty();
    }
    String none =
        unseen == 0
            ? ""
            : "%d of %d experts (%s) saw no token, so that quantizing takes all their inputs as equally important"
                .formatted(unseen, experts, ImatrixCoverage.percent(unseen, experts));
    String few =
        rare == 0
            ? ""
            : "%d%s (%s) saw less than a tenth of their share, which their importance rests on"
                .formatted(
                    rare,
                    unseen == 0 ? " of %d experts".formatted(experts) : "",
                    ImatrixCoverage.percent(rare, experts));
    return Optional.of(
        none
            + (unseen > 0 && rare > 0 ? "; " : "")
            + few
            + " (%s)".formatted(ImatrixCoverage.named(layers)));
  }
}

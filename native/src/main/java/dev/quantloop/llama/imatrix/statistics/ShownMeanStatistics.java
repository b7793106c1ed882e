package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code llama-imatrix --show-statistics} of llama.cpp v0.8 shows of a file with sums of plain
 * activations, to the digit: in its mixture of floats and doubles. {@link ShownStatistics} is the
 * older table, {@link ImatrixStatistics} has the plain definitions.
 *
 * <ul>
 *   <li>Moments are of mean activations, the entropy and the sum of mean squares. Where a weight
 *       lacks the plain sums, its moments are of mean squares.
 *   <li>A weight is held against the nearest earlier layer that has it, where both have as many
 *       columns; columns that either does not know are passed over.
 *   <li>A layer pools sums over its weights.
 * </ul>
 *
 * @param rows by layer, then by name; what is of no layer comes last
 * @param everywhere whether all weights have plain sums; without, the distance is not shown
 * @param layers those that are shown; empty where the numbers of the layers have a gap
 */
public record ShownMeanStatistics(
    List<Row> rows, boolean everywhere, int layerCount, Optional<List<Layer>> layers) {
  private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*[+-]?\\d{1,9}");
  private static final int OUTPUT = Integer.MAX_VALUE;
  private static final int OTHER = Integer.MAX_VALUE - 1;
  private static final int NO_LAYER = -1;
  private static final float SMALLEST = 1e-10f;

  /**
   * A weight. What is not defined is NaN.
   *
   * @param layer a number, "mtp" with a number, or "-"
   * @param normalizedEntropy in percent
   * @param total sum of mean squares
   */
  public record Row(
      String layer,
      String weight,
      float mean,
      float deviation,
      float skewness,
      float kurtosis,
      float normalizedEntropy,
      double total,
      float gain,
      float distance,
      float correlation,
      float covariance) {}

  /** The weights of a layer together. */
  public record Layer(
      String layer,
      float total,
      float gain,
      float distance,
      float cosine,
      float correlation,
      float covariance) {}

  /** A weight's layer and the rest of its name. */
  private record Name(String whole, String layer, String rest) {
    static Name of(String whole) {
      List<String> parts = Arrays.asList(whole.split("\\."));
      int block = parts.subList(0, Math.max(0, parts.size() - 1)).indexOf("blk");
      String rest = rest(parts);
      return new Name(whole, block < 0 ? "-" : parts.get(block + 1), rest.isEmpty() ? whole : rest);
    }

    /** What stands before "weight", without the layer; of names of four parts nothing is left. */
    private static String rest(List<String> parts) {
      List<String> kept = new ArrayList<>();
      int end = parts.subList(Math.min(1, parts.size()), parts.size()).indexOf("weight") + 1;
      if (end > 0) {
        for (int i = 0; i < parts.size() && i != end; i++) {
          if (parts.get(i).equals("blk")) {
            i += parts.size() > 4 ? 1 : 2;
          } else {
            kept.add(parts.get(i));
          }
        }
      }
      return String.join(".", kept);
    }

    /** As {@code std::stoi} reads it; empty where that fails. */
    Optional<Integer> number() {
      Matcher number = LEADING_NUMBER.matcher(layer);
      return number.lookingAt()
          ? Optional.of(Integer.parseInt(number.group().strip()))
          : Optional.empty();
    }

    boolean isOutput() {
      return whole.contains("output");
    }

    int place() {
      return number().orElse(isOutput() ? OUTPUT : OTHER);
    }

    int layerOrElse() {
      return number().orElse(isOutput() ? OUTPUT : NO_LAYER);
    }
  }

  /** A weight, and what is added up over it and over a layer. */
  private static final class Weight {
    private final Name name;
    private final ImatrixEntry entry;
    private double total;
    private float mean;
    private int elements;
    private float deviation;
    private float skewness;
    private float kurtosis;
    private float entropy;
    private float gain = Float.NaN;
    private Pooled pooled = new Pooled();

    Weight(String name, ImatrixEntry entry) {
      this.name = Name.of(name);
      this.entry = entry;
    }

    private float normalizedEntropy() {
      return elements > 1
          ? 100.0f * (entropy / (float) (Math.log(elements) / Math.log(2)))
          : Float.NaN;
    }

    Row row(int nextnStart) {
      return new Row(
          label(name.layerOrElse(), nextnStart),
          name.whole(),
          mean,
          deviation,
          skewness,
          kurtosis,
          normalizedEntropy(),
          total,
          gain,
          pooled.compared ? pooled.distance() : Float.NaN,
          pooled.compared ? pooled.correlation() : Float.NaN,
          pooled.columns > 1 ? pooled.covariance() : Float.NaN);
    }
  }

  /** Sums over columns of this layer and an earlier one. */
  private static final class Pooled {
    private boolean compared;
    private double product;
    private double ownSquares;
    private double earlierSquares;
    private double differences;
    private double covariances;
    private double ownVariance;
    private double earlierVariance;
    private double ownTotal;
    private double earlierTotal;
    private long ownElements;
    private long earlierElements;
    private long columns;

    void add(Weight weight) {
      Pooled other = weight.pooled;
      compared = true;
      product += other.product;
      ownSquares += other.ownSquares;
      earlierSquares += other.earlierSquares;
      differences += other.differences;
      covariances += other.covariances;
      ownVariance += other.ownVariance;
      earlierVariance += other.earlierVariance;
      columns += other.columns;
      if (other.earlierElements > 0) {
        ownTotal += weight.total;
        earlierTotal += other.earlierTotal;
        ownElements += weight.elements;
        earlierElements += other.earlierElements;
      }
    }

    boolean isZero() {
      return ownSquares == 0 && earlierSquares == 0 && differences == 0;
    }

    float distance() {
      return (float) Math.sqrt(differences);
    }

    float cosine() {
      return likeness(product, ownSquares, earlierSquares);
    }

    float correlation() {
      return likeness(covariances, ownVariance, earlierVariance);
    }

    float covariance() {
      return columns > 0 ? (float) (covariances / columns) : Float.NaN;
    }

    float gain() {
      if (ownElements == 0 || earlierElements == 0 || !(earlierTotal > 0)) {
        return Float.NaN;
      }
      return (float)
          (Math.sqrt(ownTotal / ownElements) / Math.sqrt(earlierTotal / earlierElements));
    }

    private static float likeness(double product, double own, double earlier) {
      if (own > 0 && earlier > 0) {
        float likeness = (float) (product / (Math.sqrt(own) * Math.sqrt(earlier)));
        return Math.max(-1, Math.min(1, likeness));
      }
      return own == 0 && earlier == 0 ? Float.NaN : 0;
    }
  }

  public static ShownMeanStatistics of(ImatrixSums sums) {
    Map<String, Weight> weights =
        sums.entries().entrySet().parallelStream()
            .filter(entry -> entry.getValue().maxCount() > 0)
            .map(entry -> moments(new Weight(entry.getKey(), entry.getValue())))
            .collect(Collectors.toMap(weight -> weight.name.whole(), weight -> weight));
    List<Weight> sorted = new ArrayList<>(weights.values());
    sorted.sort(
        Comparator.comparing((Weight weight) -> weight.name.place())
            .thenComparing(weight -> weight.name.rest())
            .thenComparing(weight -> weight.name.whole()));
    int nextnStart = nextnStart(sorted, sums.nextLayers());
    sorted.parallelStream().forEach(weight -> compare(weight, weights, nextnStart));
    return layers(sorted, nextnStart);
  }

  private static Weight moments(Weight weight) {
    ImatrixEntry entry = weight.entry;
    double[] moved = entry.plainSums().orElse(entry.sums());
    double mean = 0;
    double energy = 0;
    for (int i = 0; i < moved.length; i++) {
      float count = entry.counts()[i / entry.columns()];
      if (count > 0) {
        double inverse = 1.0 / count;
        double square = (float) entry.sums()[i] * inverse;
        weight.total += square;
        weight.elements++;
        mean += ((float) moved[i] * inverse - mean) / weight.elements;
        energy += square > 0 ? square : 0;
      }
    }
    double inverseEnergy = energy > 0 ? 1.0 / energy : 0;
    double inverseLog = 1.0 / Math.log(2.0);
    double entropy = 0;
    double squares = 0;
    double cubes = 0;
    double fourth = 0;
    for (int i = 0; i < moved.length; i++) {
      float count = entry.counts()[i / entry.columns()];
      if (count > 0) {
        double inverse = 1.0 / count;
        double off = (float) moved[i] * inverse - mean;
        squares += off * off;
        cubes += off * off * off;
        fourth += off * off * off * off;
        double share = (float) entry.sums()[i] * inverse * inverseEnergy;
        entropy -= share > 1e-10 ? share * Math.log(share) * inverseLog : 0;
      }
    }
    int n = weight.elements;
    weight.mean = (float) mean;
    weight.entropy = (float) entropy;
    weight.deviation = (float) Math.sqrt((float) (n > 1 ? squares / n : 0));
    if (weight.deviation > SMALLEST) {
      double second = squares / n;
      weight.skewness = (float) (cubes / n / (second * Math.sqrt(second)));
      weight.kurtosis = (float) (fourth / n / (second * second) - 3.0);
    }
    return weight;
  }

  /** The first of the layers that predict further tokens; above all others where there is none. */
  private static int nextnStart(List<Weight> weights, int nextLayers) {
    int last = NO_LAYER;
    int first = Integer.MAX_VALUE;
    for (Weight weight : weights) {
      int layer = weight.name.number().orElse(NO_LAYER);
      last = Math.max(last, layer);
      if (layer != NO_LAYER && weight.name.rest().startsWith("nextn.")) {
        first = Math.min(first, layer);
      }
    }
    return nextLayers > 0 && last >= 0 ? Math.max(0, last + 1 - nextLayers) : first;
  }

  private static void compare(Weight weight, Map<String, Weight> weights, int nextnStart) {
    int layer = weight.name.number().orElse(NO_LAYER);
    Optional<Weight> found =
        layer <= 0 || layer == nextnStart
            ? Optional.empty()
            : earlier(weight, weights, layer, layer > nextnStart ? nextnStart : 0);
    if (found.isEmpty()) {
      return;
    }
    Weight earlier = found.get();
    boolean plain = weight.entry.plain() != null && earlier.entry.plain() != null;
    float[] own = means(weight.entry, plain);
    float[] theirs = means(earlier.entry, plain);
    if (own.length != theirs.length || !pool(weight.pooled, own, theirs)) {
      return;
    }
    if (earlier.total > SMALLEST) {
      weight.gain =
          (float)
              (Math.sqrt(weight.total / weight.elements)
                  / Math.sqrt(earlier.total / earlier.elements));
      weight.pooled.earlierTotal = earlier.total;
      weight.pooled.earlierElements = earlier.elements;
    } else if (weight.total <= SMALLEST) {
      weight.gain = 1;
    }
  }

  private static Optional<Weight> earlier(
      Weight weight, Map<String, Weight> weights, int layer, int first) {
    String name = weight.name.whole();
    String block = "blk." + weight.name.layer();
    int at = name.indexOf(block);
    for (int i = layer - 1; at >= 0 && i >= first; i--) {
      String other = name.substring(0, at) + "blk." + i + name.substring(at + block.length());
      if (weights.containsKey(other)) {
        return Optional.of(weights.get(other));
      }
    }
    return Optional.empty();
  }

  /** NaN for experts that saw no token. */
  private static float[] means(ImatrixEntry entry, boolean plain) {
    double[] sums = plain ? entry.plain() : entry.sums();
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      float count = entry.counts()[i / entry.columns()];
      means[i] = count > 0 ? (float) sums[i] * (1.0f / count) : Float.NaN;
    }
    return means;
  }

  /** Whether there was a column that both know. */
  private static boolean pool(Pooled pooled, float[] own, float[] earlier) {
    double ownSum = 0;
    double earlierSum = 0;
    for (int i = 0; i < own.length; i++) {
      if (Float.isFinite(own[i]) && Float.isFinite(earlier[i])) {
        ownSum += own[i];
        earlierSum += earlier[i];
        pooled.columns++;
      }
    }
    double ownMean = ownSum / pooled.columns;
    double earlierMean = earlierSum / pooled.columns;
    for (int i = 0; i < own.length; i++) {
      if (Float.isFinite(own[i]) && Float.isFinite(earlier[i])) {
        double c = own[i];
        double p = earlier[i];
        pooled.product += c * p;
        pooled.ownSquares += c * c;
        pooled.earlierSquares += p * p;
        pooled.differences += (c - p) * (c - p);
        pooled.covariances += (c - ownMean) * (p - earlierMean);
        pooled.ownVariance += (c - ownMean) * (c - ownMean);
        pooled.earlierVariance += (p - earlierMean) * (p - earlierMean);
      }
    }
    pooled.compared = pooled.columns > 0;
    return pooled.compared;
  }

  private static ShownMeanStatistics layers(List<Weight> weights, int nextnStart) {
    TreeMap<Integer, Float> totals = new TreeMap<>();
    Map<Integer, Pooled> pools = new HashMap<>();
    for (Weight weight : weights) {
      int layer = weight.name.layerOrElse();
      totals.merge(layer, (float) weight.total, (sum, more) -> (float) (sum + weight.total));
      if (layer > 0 && layer != OUTPUT && weight.pooled.compared && !weight.pooled.isZero()) {
        pools.computeIfAbsent(layer, l -> new Pooled()).add(weight);
      }
    }
    List<Layer> layers =
        totals.tailMap(0).entrySet().stream()
            .map(
                total ->
                    layer(
                        label(total.getKey(), nextnStart),
                        total.getValue(),
                        pools.getOrDefault(total.getKey(), new Pooled())))
            .toList();
    TreeMap<Integer, Float> numbered = new TreeMap<>(totals.subMap(0, 9999));
    return new ShownMeanStatistics(
        weights.stream().map(weight -> weight.row(nextnStart)).toList(),
        weights.stream().allMatch(weight -> weight.entry.plain() != null),
        numbered.size(),
        hasGap(new TreeMap<>(numbered.headMap(nextnStart)))
            ? Optional.empty()
            : Optional.of(layers));
  }

  private static boolean hasGap(TreeMap<Integer, Float> layers) {
    return !layers.isEmpty() && layers.lastKey() - layers.firstKey() + 1 != layers.size();
  }

  private static Layer layer(String label, float total, Pooled pooled) {
    return new Layer(
        label,
        total,
        pooled.gain(),
        pooled.compared ? pooled.distance() : Float.NaN,
        pooled.cosine(),
        pooled.correlation(),
        pooled.covariance());
  }

  private static String label(int layer, int nextnStart) {
    if (layer < 0 || layer == OUTPUT) {
      return "-";
    }
    return layer >= nextnStart ? "mtp" + (layer - nextnStart) : Integer.toString(layer);
  }
}

package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code llama-imatrix --show-statistics} of llama.cpp v0.5 shows, to the digit: computed in
 * floats and in its order, with its peculiarities. {@link ImatrixStatistics} has the plain
 * definitions.
 *
 * <ul>
 *   <li>The cosine is taken of raw sums, not of means, to the layer directly before, and is 0 where
 *       there is none.
 *   <li>The figures of a layer are means weighted by columns, also of what is a sum.
 *   <li>The variance is the mean of squares less the square of the mean, which loses digits.
 * </ul>
 *
 * @param rows by kind of weight, the largest total first
 */
public record ShownStatistics(List<Row> rows, List<Layer> layers) {
  private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,6})\\.");
  private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*[+-]?\\d{1,9}");
  private static final float INACTIVE = 1e-5f;

  /**
   * @param layer what follows "blk" in the name, or "-"
   * @param active share of columns
   * @param columns of the experts that saw a token
   * @param normalizedEntropy in percent
   * @param zd share of columns with z > 1
   */
  public record Row(
      String layer,
      String kind,
      float total,
      float min,
      float max,
      float mean,
      float deviation,
      float active,
      int columns,
      float entropy,
      float normalizedEntropy,
      float zd,
      float cosine) {}

  /** Means over a layer's columns. */
  public record Layer(int layer, float total, float zd, float cosine) {}

  public static ShownStatistics of(ImatrixSums sums) {
    Map<String, ImatrixEntry> shown = new HashMap<>();
    sums.entries()
        .forEach(
            (name, entry) -> {
              if (entry.maxCount() > 0) {
                shown.put(name, entry);
              }
            });
    List<Row> rows = new ArrayList<>();
    shown.forEach((name, entry) -> rows.add(row(name, entry, shown)));
    rows.sort(
        Comparator.comparing(Row::kind)
            .thenComparing(Row::total, Comparator.reverseOrder())
            .thenComparing(Row::layer));
    return new ShownStatistics(rows, layers(rows));
  }

  private static Row row(String name, ImatrixEntry entry, Map<String, ImatrixEntry> shown) {
    float[] means = means(entry);
    int n = means.length;
    float total = 0;
    float squares = 0;
    float min = means[0];
    float max = means[0];
    int inactive = 0;
    for (float v : means) {
      total += v;
      squares += v * v;
      min = Math.min(min, v);
      max = Math.max(max, v);
      inactive += Math.abs(v) <= INACTIVE ? 1 : 0;
    }
    float mean = total / n;
    float variance = squares / n - mean * mean;
    float deviation = (float) Math.sqrt(Math.max(0, variance));
    float entropy = entropy(means, total);
    return new Row(
        after("blk", name),
        kind(name),
        total,
        min,
        max,
        mean,
        deviation,
        1 - (float) inactive / n,
        n,
        entropy,
        (float) (100.0 * (entropy / log2(n))),
        (float) above(means, mean, deviation) / n,
        cosine(name, entry, shown));
  }

  private static float[] means(ImatrixEntry entry) {
    float[] all = entry.meanSquares();
    float[] seen = new float[all.length];
    int n = 0;
    for (int i = 0; i < all.length; i++) {
      if (entry.counts()[i / entry.columns()] > 0) {
        seen[n++] = all[i];
      }
    }
    return Arrays.copyOf(seen, n);
  }

  private static float entropy(float[] means, float total) {
    float entropy = 0;
    for (float v : means) {
      float p = v / total;
      entropy -= p > 0 ? p * (float) log2(p) : 0;
    }
    return entropy;
  }

  private static int above(float[] means, float mean, float deviation) {
    int above = 0;
    for (float v : means) {
      above += deviation > 0 && (v - mean) / deviation > 1 ? 1 : 0;
    }
    return above;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private static float cosine(String name, ImatrixEntry entry, Map<String, ImatrixEntry> shown) {
    Matcher block = BLOCK.matcher(name);
    if (!block.find()) {
      return 0;
    }
    int before = Integer.parseInt(block.group(1)) - 1;
    ImatrixEntry other =
        shown.get(name.substring(0, block.start(1)) + before + name.substring(block.end(1)));
    return other == null
        ? 0
        : dot(entry, other)
            / ((float) Math.sqrt(dot(entry, entry)) * (float) Math.sqrt(dot(other, other)));
  }

  /** Of as many columns as both have; llama-imatrix reads on in memory that is not the weight's. */
  private static float dot(ImatrixEntry one, ImatrixEntry other) {
    float dot = 0;
    for (int i = 0; i < Math.min(one.sums().length, other.sums().length); i++) {
      dot += (float) one.sums()[i] * (float) other.sums()[i];
    }
    return dot;
  }

  private static List<Layer> layers(List<Row> rows) {
    TreeMap<Integer, Layer> sums = new TreeMap<>();
    Map<Integer, Integer> columns = new HashMap<>();
    for (Row row : rows) {
      int layer = number(row.layer());
      float n = row.columns();
      sums.merge(
          layer,
          new Layer(layer, n * row.total(), n * row.zd(), n * row.cosine()),
          (a, b) -> new Layer(layer, a.total + b.total, a.zd + b.zd, a.cosine + b.cosine));
      columns.merge(layer, row.columns(), Integer::sum);
    }
    return sums.tailMap(0).values().stream()
        .map(
            sum -> {
              int n = columns.get(sum.layer);
              return new Layer(sum.layer, sum.total / n, sum.zd / n, sum.cosine / n);
            })
        .toList();
  }

  /** As {@code std::stoi}, and -1 where that fails. */
  private static int number(String text) {
    Matcher number = LEADING_NUMBER.matcher(text);
    return number.lookingAt() ? Integer.parseInt(number.group().strip()) : -1;
  }

  private static String after(String word, String name) {
    List<String> parts = Arrays.asList(name.split("\\."));
    int at = parts.indexOf(word);
    return at >= 0 && at + 1 < parts.size() ? parts.get(at + 1) : "-";
  }

  private static String kind(String name) {
    List<String> parts = Arrays.asList(name.split("\\."));
    int at = parts.subList(Math.min(1, parts.size()), parts.size()).indexOf("weight");
    return at >= 0 ? parts.get(at) : name;
  }
}

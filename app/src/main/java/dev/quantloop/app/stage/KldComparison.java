package dev.quantloop.app.stage;

import dev.quantloop.app.format.Json;
import dev.quantloop.llama.hdf5.ComparisonFile;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.stats.Percentiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The KL divergences of a candidate as llama-gguf-optimize's comparison files hold them: statistics
 * of each chunk and of all, and the sums and the digest (centroids of neighbouring values, small at
 * both ends) that its programs go on from. Percentiles are those of the values, not of a digest.
 */
public record KldComparison(List<ChunkResult> chunks) {
  private static final double DELTA = 0.01;
  private static final Map<String, Double> PERCENTILES = percentiles();

  private static Map<String, Double> percentiles() {
    Map<String, Double> percentiles = new LinkedHashMap<>();
    percentiles.put("Median", 0.5);
    percentiles.put("Minimum", 0.0);
    percentiles.put("Maximum", 1.0);
    percentiles.put("KLD_99", 0.99);
    percentiles.put("KLD_95", 0.95);
    percentiles.put("KLD_90", 0.9);
    percentiles.put("KLD_10", 0.1);
    percentiles.put("KLD_05", 0.05);
    percentiles.put("KLD_01", 0.01);
    return percentiles;
  }

  /** Writes the file, which appears whole or not at all. */
  public void write(Path file) {
    Map<Integer, Map<String, Object>> groups = new LinkedHashMap<>();
    for (ChunkResult chunk : chunks) {
      Map<String, Object> group = new LinkedHashMap<>();
      group.put("ChunkNumber", (long) chunk.chunk());
      group.putAll(statistics(chunk.kld()));
      groups.put(chunk.chunk(), group);
    }
    ComparisonFile.write(file, groups, ofAll());
  }

  private Map<String, Object> ofAll() {
    float[] values = values();
    Map<String, Object> overall = new LinkedHashMap<>(statistics(values));
    overall.put("total_values", values.length);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("overall", Json.line(overall));
    all.put("overall_sum", sum(values));
    all.put("overall_sumsq", sumOfSquares(values));
    all.put("overall_min", overall.get("Minimum"));
    all.put("overall_max", overall.get("Maximum"));
    all.put("total_values", (long) values.length);
    all.put("digest", Json.line(digest(values)));
    return all;
  }

  private float[] values() {
    float[] values = new float[chunks.stream().mapToInt(chunk -> chunk.kld().length).sum()];
    int at = 0;
    for (ChunkResult chunk : chunks) {
      System.arraycopy(chunk.kld(), 0, values, at, chunk.kld().length);
      at += chunk.kld().length;
    }
    return values;
  }

  private static Map<String, Object> statistics(float[] values) {
    double mean = sum(values) / values.length;
    double variance = sumOfSquares(values) / values.length - mean * mean;
    Percentiles sorted = Percentiles.of(values);
    Map<String, Object> statistics = new LinkedHashMap<>();
    statistics.put("Average", mean);
    statistics.put("StdDev", Math.sqrt(Math.max(0, variance)));
    PERCENTILES.forEach((name, share) -> statistics.put(name, sorted.at(share)));
    return statistics;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double sumOfSquares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }

  /** A t-digest: a centroid at quantile q stands for at most 4·n·δ·q·(1−q) values. */
  private static Map<String, Object> digest(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    List<Object> centroids = new ArrayList<>();
    double sum = 0;
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      sum += sorted[i];
      count++;
      double q = (i + 1.0) / sorted.length;
      if (count + 1 > 4 * sorted.length * DELTA * q * (1 - q) || i == sorted.length - 1) {
        centroids.add(Json.object("c", (double) count, "m", sum / count));
        sum = 0;
        count = 0;
      }
    }
    return Json.object(
        "n", (double) sorted.length, "delta", DELTA, "K", 25, "centroids", centroids);
  }
}

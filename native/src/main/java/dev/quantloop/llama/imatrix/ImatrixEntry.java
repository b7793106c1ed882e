package dev.quantloop.llama.imatrix;

import java.util.Arrays;
import java.util.Optional;

/**
 * The sums of one weight tensor: for every input column of every expert the sum of the squared
 * activations that were multiplied with it, maybe the sum of the activations themselves, and how
 * many tokens each expert saw. A dense weight has one expert.
 *
 * <p>The arrays are live, so that a collector can add into them. Not thread-safe.
 *
 * @param columns inputs of the weight, n_embd for most
 * @param experts of the weight; 1 for a dense one
 * @param sums of squares, {@code [expert][column]} row by row; raw, not divided by the counts
 * @param counts tokens seen, by expert
 * @param plain sums of the activations, in the order of {@code sums}; null where they are not
 *     known, as in files of llama.cpp up to v0.5: see {@link #plainSums}
 */
public record ImatrixEntry(int columns, int experts, double[] sums, long[] counts, double[] plain) {
  /** An entry of zeros without sums of plain activations. */
  public ImatrixEntry(int columns, int experts) {
    this(columns, experts, zeros(columns, experts), new long[experts], null);
  }

  /** An entry of zeros with sums of plain activations. */
  static ImatrixEntry withPlain(int columns, int experts) {
    double[] plain = zeros(columns, experts);
    return new ImatrixEntry(columns, experts, zeros(columns, experts), new long[experts], plain);
  }

  private static double[] zeros(int columns, int experts) {
    return new double[Math.multiplyExact(columns, experts)];
  }

  /** Sums of the activations, {@code [expert][column]}, which may be negative; live. */
  public Optional<double[]> plainSums() {
    return Optional.ofNullable(plain);
  }

  /** The largest count of any expert. */
  public long maxCount() {
    return Arrays.stream(counts).max().orElse(0);
  }

  /** Whether any column of any expert was ever active. */
  public boolean isActive() {
    return maxCount() > 0 && Arrays.stream(sums).anyMatch(sum -> sum > 0);
  }

  /** Columns of the experts that saw tokens. */
  long seenColumns() {
    return Arrays.stream(counts).filter(count -> count > 0).count() * columns;
  }

  /** Those of them whose input was 0 in every token. */
  long idleColumns() {
    long idle = 0;
    for (int i = 0; i < sums.length; i++) {
      idle += sums[i] == 0 && counts[i / columns] > 0 ? 1 : 0;
    }
    return idle;
  }

  /**
   * These sums as if each expert had seen so many tokens more, with 1 in all columns; or fewer,
   * where files rounded the sums.
   */
  ImatrixEntry withPrior(long tokens) {
    if (tokens == 0) {
      return this;
    }
    return new ImatrixEntry(
        columns,
        experts,
        Arrays.stream(sums).map(sum -> Math.max(0, sum + tokens)).toArray(),
        Arrays.stream(counts).map(count -> count + tokens).toArray(),
        plain);
  }

  /** Whether there are experts that saw no token. */
  public boolean hasIdleExperts() {
    return Arrays.stream(counts).anyMatch(count -> count == 0);
  }

  /**
   * Mean squared activations, {@code [expert][column]}, as llama-quantize derives them from a GGUF
   * imatrix: the sum rounded to float over the count in float, and 1 for an expert that saw no
   * token.
   */
  public float[] meanSquares() {
    float[] means = new float[sums.length];
    for (int expert = 0; expert < experts; expert++) {
      float count = counts[expert];
      for (int i = expert * columns; i < (expert + 1) * columns; i++) {
        means[i] = count > 0 ? (float) sums[i] / count : 1;
      }
    }
    return means;
  }

  /**
   * Whether the sums of both describe the same weight. The legacy format does not say how many
   * experts a weight has, so one expert of all columns fits several of fewer.
   */
  public boolean fits(ImatrixEntry other) {
    return sums.length == other.sums.length
        && (experts == other.experts || experts == 1 || other.experts == 1);
  }

  /** The same sums seen as those of {@code wanted} experts, each with the one count known. */
  public ImatrixEntry asExperts(int wanted) {
    if (wanted == experts) {
      return this;
    }
    long[] spread = new long[wanted];
    Arrays.fill(spread, counts[0]);
    return new ImatrixEntry(sums.length / wanted, wanted, sums, spread, plain);
  }

  /** Zeros in the same shape, with sums of plain activations if these have them. */
  ImatrixEntry zeros() {
    return plain == null ? new ImatrixEntry(columns, experts) : withPlain(columns, experts);
  }

  /**
   * Adds so many times the other's sums and counts to these; both have the same number of experts.
   * Sums of plain activations are those of all the text or none.
   *
   * @return this, or the same without sums of plain activations if the other has none
   */
  ImatrixEntry add(ImatrixEntry other, long times) {
    add(other.sums, times, sums);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += times * other.counts[i];
    }
    if (plain == null || other.plain == null) {
      return withoutPlain();
    }
    add(other.plain, times, plain);
    return this;
  }

  /** The same, live, with the sums of squares alone. */
  ImatrixEntry withoutPlain() {
    return new ImatrixEntry(columns, experts, sums, counts, null);
  }

  private static void add(double[] addends, long times, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += times * addends[i];
    }
  }
}

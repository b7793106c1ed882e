package dev.quantloop.llama.quant;

import java.util.Arrays;

/**
 * Rows as blocks of 32 elements that lie side by side: element i of block b is {@code x[i][b]}. All
 * loops over blocks are then plain loops whose arrays share the index, which the JIT compiler turns
 * into vector instructions.
 */
final class BlockLanes {
  static final int BLOCK = 32;

  /** Floats of a line of the cache. */
  private static final int TILE = 16;

  final float[][] x = new float[BLOCK][];

  /** importance·√(σ² + x²) */
  final float[][] weight = new float[BLOCK][];

  private final int blocksPerRow;
  private final int lanes;
  private final int period;
  private final int blocksPerSpan;
  private final float factor;
  // The imatrix as the lanes want it, for each group of lanes of a period: [group][element][lane].
  private final float[][][] importance;
  private final float[] sigma2;

  /** Is given so many neighbouring blocks. */
  @FunctionalInterface
  interface Work {
    void group(int firstBlock, int n);
  }

  /**
   * @param columns of a row, a multiple of {@link #BLOCK}
   * @param most blocks side by side; a vectorized loop should be long, but its arrays in the cache
   * @param blocksPerSpan blocks that share a σ²; 0 for those of a row
   * @param factor of the mean square that σ² is
   */
  BlockLanes(int columns, int most, int blocksPerSpan, float factor) {
    this.blocksPerRow = columns / BLOCK;
    // Narrow rows go side by side, wide ones in pieces.
    int rows = Math.max(1, most / blocksPerRow);
    this.period = rows * blocksPerRow;
    this.lanes = Math.min(most, period);
    this.blocksPerSpan = blocksPerSpan == 0 ? blocksPerRow : blocksPerSpan;
    this.factor = factor;
    this.importance = new float[(period + lanes - 1) / lanes][BLOCK][lanes];
    this.sigma2 = new float[lanes];
    Arrays.setAll(x, i -> new float[lanes]);
    Arrays.setAll(weight, i -> new float[lanes]);
  }

  /** Weighs with this imatrix from now on. */
  void use(float[] imatrix) {
    for (int block = 0; block < period; block++) {
      for (int i = 0; i < BLOCK; i++) {
        importance[block / lanes][i][block % lanes] = imatrix[block % blocksPerRow * BLOCK + i];
      }
    }
  }

  int lanes() {
    return lanes;
  }

  /** Elements of so many blocks side by side. */
  float[][] elements() {
    return new float[BLOCK][lanes];
  }

  void run(float[] rows, int count, Work work) {
    float[] ofSpan = new float[count * blocksPerRow / blocksPerSpan];
    for (int span = 0; span < ofSpan.length; span++) {
      ofSpan[span] = sigma2(rows, span);
    }
    int blocks = count * blocksPerRow;
    for (int start = 0; start < blocks; start += period) {
      int end = Math.min(blocks, start + period);
      for (int first = start; first < end; first += lanes) {
        int n = Math.min(lanes, end - first);
        load(rows, first, n, ofSpan);
        float[][] theirs = importance[(first - start) / lanes];
        for (int i = 0; i < BLOCK; i++) {
          weigh(x[i], theirs[i], sigma2, weight[i], n);
        }
        work.group(first, n);
      }
    }
  }

  /** In ggml's order: one sum in float. */
  private float sigma2(float[] rows, int span) {
    int elements = blocksPerSpan * BLOCK;
    float sum = 0;
    for (int i = span * elements; i < (span + 1) * elements; i++) {
      sum += rows[i] * rows[i];
    }
    return factor * sum / elements;
  }

  private void load(float[] rows, int first, int n, float[] ofSpan) {
    for (int b = 0; b < n; b++) {
      sigma2[b] = ofSpan[(first + b) / blocksPerSpan];
    }
    for (int tile = 0; tile < n; tile += TILE) {
      int end = Math.min(n, tile + TILE);
      for (int i = 0; i < BLOCK; i++) {
        float[] elements = x[i];
        for (int b = tile; b < end; b++) {
          elements[b] = rows[(first + b) * BLOCK + i];
        }
      }
    }
  }

  private static void weigh(float[] x, float[] importance, float[] sigma2, float[] weight, int n) {
    for (int b = 0; b < n; b++) {
      weight[b] = importance[b] * (float) Math.sqrt(sigma2[b] + x[b] * x[b]);
    }
  }

  /** The largest and the smallest element of each block. */
  void range(float[] most, float[] least, int n) {
    Arrays.fill(most, 0, n, Float.NEGATIVE_INFINITY);
    Arrays.fill(least, 0, n, Float.POSITIVE_INFINITY);
    for (int i = 0; i < BLOCK; i++) {
      range(x[i], most, least, n);
    }
  }

  private static void range(float[] x, float[] most, float[] least, int n) {
    for (int b = 0; b < n; b++) {
      most[b] = Math.max(most[b], x[b]);
      least[b] = Math.min(least[b], x[b]);
    }
  }
}

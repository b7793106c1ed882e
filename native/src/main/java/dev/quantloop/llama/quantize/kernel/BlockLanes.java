package dev.quantloop.llama.quantize.kernel;

import java.util.Arrays;

/**
 * Rows as blocks of 16 or 32 elements that lie side by side: element i of block b is {@code
 * x[i][b]}. All loops over blocks are then plain loops whose arrays share the index, which the JIT
 * compiler turns into vector instructions.
 */
final class BlockLanes {
  /** The usual size. */
  static final int BLOCK = 32;

  /** Floats of a line of the cache. */
  private static final int TILE = 16;

  final float[][] x;

  final float[][] weight;

  private final int size;
  private final boolean byMagnitude;
  private final int blocksPerRow;
  private final int lanes;
  private final int period;
  private final int blocksPerSpan;
  private final float factor;
  // The imatrix as the lanes want it, for each group of lanes of a period: [group][element][lane].
  private final float[][][] importance;
  private boolean hasImatrix;
  private final float[] sigma2;

  /** Is given so many neighbouring blocks. */
  @FunctionalInterface
  interface Work {
    void group(int firstBlock, int n);
  }

  private BlockLanes(
      int size, boolean byMagnitude, int columns, int most, int blocksPerSpan, float factor) {
    this.size = size;
    this.byMagnitude = byMagnitude;
    this.blocksPerRow = columns / size;
    // Narrow rows go side by side, wide ones in pieces.
    int rows = Math.max(1, most / blocksPerRow);
    this.period = rows * blocksPerRow;
    this.lanes = Math.min(most, period);
    this.blocksPerSpan = blocksPerSpan == 0 ? blocksPerRow : blocksPerSpan;
    this.factor = factor;
    this.importance = new float[(period + lanes - 1) / lanes][size][lanes];
    this.sigma2 = new float[lanes];
    this.x = elements();
    this.weight = elements();
  }

  /**
   * An element's weight is importance·√(σ² + x²).
   *
   * @param size of a block
   * @param columns of a row, a multiple of the size
   * @param most blocks side by side; a vectorized loop should be long, but its arrays in the cache
   * @param blocksPerSpan blocks that share a σ²; 0 for those of a row
   * @param factor of the mean square that σ² is
   */
  static BlockLanes byMagnitude(int size, int columns, int most, int blocksPerSpan, float factor) {
    return new BlockLanes(size, true, columns, most, blocksPerSpan, factor);
  }

  /**
   * An element's weight is its importance, or x² without an imatrix.
   *
   * @param size of a block
   * @param columns of a row, a multiple of the size
   * @param most blocks side by side
   */
  static BlockLanes byImportance(int size, int columns, int most) {
    return new BlockLanes(size, false, columns, most, 0, 0);
  }

  /**
   * Weighs with this imatrix from now on.
   *
   * @param imatrix may be null where magnitudes play no part
   */
  void use(float[] imatrix) {
    hasImatrix = imatrix != null;
    for (int block = 0; hasImatrix && block < period; block++) {
      for (int i = 0; i < size; i++) {
        importance[block / lanes][i][block % lanes] = imatrix[block % blocksPerRow * size + i];
      }
    }
  }

  /** Elements of a block. */
  int size() {
    return size;
  }

  int lanes() {
    return lanes;
  }

  /** Elements of so many blocks side by side. */
  float[][] elements() {
    return new float[size][lanes];
  }

  void run(float[] rows, int count, Work work) {
    float[] ofSpan = new float[byMagnitude ? count * blocksPerRow / blocksPerSpan : 0];
    for (int span = 0; span < ofSpan.length; span++) {
      ofSpan[span] = sigma2(rows, span);
    }
    int blocks = count * blocksPerRow;
    for (int start = 0; start < blocks; start += period) {
      int end = Math.min(blocks, start + period);
      for (int first = start; first < end; first += lanes) {
        int n = Math.min(lanes, end - first);
        load(rows, first, n);
        weigh(importance[(first - start) / lanes], ofSpan, first, n);
        work.group(first, n);
      }
    }
  }

  private void weigh(float[][] theirs, float[] ofSpan, int first, int n) {
    for (int b = 0; byMagnitude && b < n; b++) {
      sigma2[b] = ofSpan[(first + b) / blocksPerSpan];
    }
    for (int i = 0; i < size; i++) {
      if (byMagnitude) {
        weigh(x[i], theirs[i], sigma2, weight[i], n);
      } else if (hasImatrix) {
        System.arraycopy(theirs[i], 0, weight[i], 0, n);
      } else {
        ScaleSearch.multiply(x[i], x[i], weight[i], n);
      }
    }
  }

  /** In ggml's order: one sum in float. */
  private float sigma2(float[] rows, int span) {
    int elements = blocksPerSpan * size;
    float sum = 0;
    for (int i = span * elements; i < (span + 1) * elements; i++) {
      sum += rows[i] * rows[i];
    }
    return factor * sum / elements;
  }

  private void load(float[] rows, int first, int n) {
    for (int tile = 0; tile < n; tile += TILE) {
      int end = Math.min(n, tile + TILE);
      for (int i = 0; i < size; i++) {
        float[] elements = x[i];
        for (int b = tile; b < end; b++) {
          elements[b] = rows[(first + b) * size + i];
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
    for (int i = 0; i < size; i++) {
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

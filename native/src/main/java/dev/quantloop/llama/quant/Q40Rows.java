package dev.quantloop.llama.quant;

import java.util.Arrays;

/** Q4_0: for each block of 32 the scale, out of 19, with the least weighted error. */
public final class Q40Rows implements RowKernel {
  private static final int BLOCK = BlockLanes.BLOCK;
  private static final int BLOCK_BYTES = 18;
  private static final int LANES = 1024;
  private static final int TRIES = 9;
  private static final float ALL_ZERO = 1e-15f;

  private final BlockLanes blocks;
  private final float[][] weighted;
  private final float[] most;
  private final float[] least;
  private final float[] extreme;
  private final float[] inverse;
  private final float[] bestInverse;
  private final float[] sumLx;
  private final float[] sumL2;
  private final float[] scale;
  private final float[] best;
  private final float[][] packed = new float[BLOCK / 2][];

  /**
   * @param columns of a row, a multiple of 32
   */
  public Q40Rows(int columns) {
    this.blocks = new BlockLanes(columns, LANES, 0, 1);
    this.weighted = blocks.elements();
    int lanes = blocks.lanes();
    this.most = new float[lanes];
    this.least = new float[lanes];
    this.extreme = new float[lanes];
    this.inverse = new float[lanes];
    this.bestInverse = new float[lanes];
    this.sumLx = new float[lanes];
    this.sumL2 = new float[lanes];
    this.scale = new float[lanes];
    this.best = new float[lanes];
    Arrays.setAll(packed, j -> new float[lanes]);
  }

  @Override
  public void use(float[] imatrix) {
    blocks.use(imatrix);
  }

  @Override
  public boolean quantize(float[] rows, int count, byte[] into) {
    blocks.run(
        rows,
        count,
        (first, n) -> {
          search(n);
          store(into, first, n);
        });
    return true;
  }

  private void search(int n) {
    findExtremes(n);
    for (int i = 0; i < BLOCK; i++) {
      Q40Loops.multiply(blocks.x[i], blocks.weight[i], weighted[i], n);
    }
    Q40Loops.divide(-8, extreme, inverse, n);
    sum(0, n);
    for (int b = 0; b < n; b++) {
      scale[b] = sumL2[b] != 0 ? sumLx[b] / sumL2[b] : 0;
      best[b] = scale[b] * sumLx[b];
    }
    System.arraycopy(inverse, 0, bestInverse, 0, n);
    for (int step = -TRIES; step <= TRIES; step++) {
      if (step != 0) {
        Q40Loops.divide(-(8 + 0.1f * step), extreme, inverse, n);
        sum(step, n);
        keepBetter(n);
      }
    }
  }

  /** Of each block the first element with the largest magnitude. */
  private void findExtremes(int n) {
    blocks.range(most, least, n);
    for (int b = 0; b < n; b++) {
      extreme[b] = most[b] == -least[b] ? firstOf(most[b], b) : larger(most[b], least[b]);
    }
  }

  private static float larger(float most, float least) {
    return most > -least ? most : least;
  }

  private float firstOf(float magnitude, int block) {
    int i = 0;
    while (i < BLOCK - 1 && Math.abs(blocks.x[i][block]) != magnitude) {
      i++;
    }
    return blocks.x[i][block];
  }

  private void sum(int step, int n) {
    Arrays.fill(sumLx, 0, n, 0);
    Arrays.fill(sumL2, 0, n, 0);
    for (int i = 0; i < BLOCK; i++) {
      add(step, i, n);
    }
  }

  /** The extreme of a block becomes −8 − step/10 before it is rounded, so others are no larger. */
  private void add(int step, int i, int n) {
    float[] x = blocks.x[i];
    float[] weight = blocks.weight[i];
    if (step < -5) {
      Q40Loops.add(x, weighted[i], weight, inverse, sumLx, sumL2, n);
    } else if (step < 5) {
      Q40Loops.addCapped(x, weighted[i], weight, inverse, sumLx, sumL2, n);
    } else {
      Q40Loops.addBounded(x, weighted[i], weight, inverse, sumLx, sumL2, n);
    }
  }

  private void keepBetter(int n) {
    for (int b = 0; b < n; b++) {
      float lx = sumLx[b];
      float l2 = sumL2[b];
      if (l2 > 0 && lx * lx > best[b] * l2) {
        scale[b] = lx / l2;
        best[b] = scale[b] * lx;
        bestInverse[b] = inverse[b];
      }
    }
  }

  private void store(byte[] into, int first, int n) {
    for (int j = 0; j < BLOCK / 2; j++) {
      Q40Loops.pack(blocks.x[j], blocks.x[j + BLOCK / 2], bestInverse, packed[j], n);
    }
    for (int b = 0; b < n; b++) {
      int at = (first + b) * BLOCK_BYTES;
      boolean zero = Math.abs(extreme[b]) < ALL_ZERO;
      HalfFloat.put(zero ? 0 : scale[b], into, at);
      for (int j = 0; j < BLOCK / 2; j++) {
        into[at + 2 + j] = zero ? 0 : (byte) (int) packed[j][b];
      }
    }
  }
}

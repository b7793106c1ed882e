package dev.quantloop.llama.quantize.kernel;

import java.util.Arrays;

/**
 * Q6_K: blocks of 256 in sixteen parts of 16, each with a scale of 8 bits, which are multiples of a
 * half.
 */
final class Q6KRows extends RowKernel {
  private static final int PARTS = PartLevels.PARTS;
  private static final int PART = PartLevels.PART;
  private static final int BLOCK_BYTES = 210;
  private static final int HIGH_BITS = 128;
  private static final int SCALES = 192;
  private static final int UNIT = 208;
  private static final int LANES = 1024;
  private static final int HALF = 32;
  private static final int MOST_OF_SCALE = 127;

  private final ScaleSearch search;
  private final float[] d;
  private final float[][] rounded;
  private final PartLevels levels = new PartLevels();

  /**
   * @param columns of a row, a multiple of 256
   */
  Q6KRows(int columns) {
    super(BlockLanes.byImportance(PART, columns, LANES));
    this.search = new ScaleSearch(blocks, HALF);
    this.d = new float[blocks.lanes()];
    this.rounded = blocks.elements();
  }

  @Override
  boolean quantize(byte[] into, int first, int n) {
    search.run(n);
    for (int part = 0; part < n; part += PARTS) {
      storeScales(into, (first + part) / PARTS * BLOCK_BYTES, part);
    }
    float[][] searched = search.levels(n);
    for (int i = 0; i < PART; i++) {
      ScaleSearch.quotients(blocks.x[i], d, -HALF, HALF - 1, rounded[i], n);
    }
    for (int part = 0; part < n; part += PARTS) {
      int at = (first + part) / PARTS * BLOCK_BYTES;
      if (Math.abs(extreme(part)) < ScaleSearch.ALL_ZERO) {
        Arrays.fill(into, at, at + BLOCK_BYTES, (byte) 0);
      } else {
        levels.collect(searched, rounded, d, part);
        levels.putLowHalves(into, at);
        levels.putTwoBits(4, into, at + HIGH_BITS);
      }
    }
    return true;
  }

  /** The first scale with the largest magnitude, of the block whose first part is this one. */
  private float extreme(int part) {
    float extreme = 0;
    for (int j = part; j < part + PARTS; j++) {
      extreme = Math.abs(search.scale[j]) > Math.abs(extreme) ? search.scale[j] : extreme;
    }
    return extreme;
  }

  /** Of the block whose first part is this one. */
  private void storeScales(byte[] into, int at, int part) {
    float inverse = -(MOST_OF_SCALE + 1) / extreme(part);
    HalfFloat.put(1 / inverse, into, at + UNIT);
    float unit = HalfFloat.toFloat(HalfFloat.of(1 / inverse));
    for (int j = 0; j < PARTS; j++) {
      int scale = Math.min(MOST_OF_SCALE, ScaleLevels.nearest(inverse * search.scale[part + j]));
      into[at + SCALES + j] = (byte) scale;
      d[part + j] = unit * scale;
    }
  }
}

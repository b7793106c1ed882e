package dev.quantloop.llama.quantize.kernel;

import java.util.Arrays;

/**
 * Q3_K: blocks of 256 in sixteen parts of 16, each with a scale of 6 bits, which are multiples of a
 * half.
 */
final class Q3KRows extends RowKernel {
  private static final int PARTS = PartLevels.PARTS;
  private static final int PART = PartLevels.PART;
  private static final int BLOCK_BYTES = 110;
  private static final int TWO_BITS = 32;
  private static final int SCALES = 96;
  private static final int UNIT = 108;
  private static final int LANES = 1024;
  private static final int HALF = 4;
  private static final int HALF_OF_SCALE = 32;

  private final ScaleSearch search;
  // Of each block the scales of its parts.
  private final BlockLanes scales;
  private final ScaleSearch scaleSearch;
  private final float[] sumW;
  private final float[] d;
  private final float[][] rounded;
  private final PartLevels levels = new PartLevels();

  /**
   * @param columns of a row, a multiple of 256
   */
  Q3KRows(int columns) {
    super(BlockLanes.byMagnitude(PART, columns, LANES, PARTS, 2));
    this.search = new ScaleSearch(blocks, HALF);
    this.scales = BlockLanes.byImportance(PARTS, columns / PART, LANES / PARTS);
    this.scaleSearch = new ScaleSearch(scales, HALF_OF_SCALE);
    this.sumW = new float[blocks.lanes()];
    this.d = new float[blocks.lanes()];
    this.rounded = blocks.elements();
  }

  @Override
  boolean quantize(byte[] into, int first, int n) {
    search.run(n);
    searchScales(n);
    store(into, first, n);
    return true;
  }

  private void searchScales(int n) {
    Arrays.fill(sumW, 0, n, 0);
    for (int i = 0; i < PART; i++) {
      ScaleSearch.sum(blocks.weight[i], sumW, n);
    }
    for (int part = 0; part < n; part++) {
      scales.x[part % PARTS][part / PARTS] = search.scale[part];
      scales.weight[part % PARTS][part / PARTS] = sumW[part];
    }
    scaleSearch.run(n / PARTS);
  }

  private void store(byte[] into, int first, int n) {
    float[][] ofScales = scaleSearch.levels(n / PARTS);
    for (int part = 0; part < n; part += PARTS) {
      storeScales(ofScales, part, into, (first + part) / PARTS * BLOCK_BYTES);
    }
    float[][] searched = search.levels(n);
    for (int i = 0; i < PART; i++) {
      ScaleSearch.quotients(blocks.x[i], d, -HALF, HALF - 1, rounded[i], n);
    }
    for (int part = 0; part < n; part += PARTS) {
      int at = (first + part) / PARTS * BLOCK_BYTES;
      levels.collect(searched, rounded, d, part);
      levels.putThirdBits(into, at);
      levels.putTwoBits(0, into, at + TWO_BITS);
    }
  }

  /** Low four bits of the first eight beside those of the last, then the high two of all. */
  private void storeScales(float[][] ofScales, int part, byte[] into, int at) {
    int block = part / PARTS;
    HalfFloat.put(scaleSearch.scale[block], into, at + UNIT);
    float unit = HalfFloat.toFloat(HalfFloat.of(scaleSearch.scale[block]));
    Arrays.fill(into, at + SCALES, at + UNIT, (byte) 0);
    for (int j = 0; j < PARTS; j++) {
      int level = (int) ofScales[j][block];
      into[at + SCALES + j % 8] |= (byte) ((level & 15) << j / 8 * 4);
      into[at + SCALES + 8 + j % 4] |= (byte) (level >> 4 << j / 4 * 2);
      d[part + j] = unit * (level - HALF_OF_SCALE);
    }
  }
}

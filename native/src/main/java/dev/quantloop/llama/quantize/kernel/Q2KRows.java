package dev.quantloop.llama.quantize.kernel;

/**
 * Q2_K: blocks of 256 in sixteen parts of 16, each with a scale and an offset of 4 bits, which are
 * multiples of two halves.
 */
final class Q2KRows extends RowKernel {
  private static final int PARTS = PartLevels.PARTS;
  private static final int BLOCK_BYTES = 84;
  private static final int TWO_BITS = 16;
  private static final int UNITS = 80;
  private static final int LANES = 1024;
  private static final int MOST = 3;
  private static final int SCALE_LEVELS = 15;

  private final OffsetSearch search;
  private final OffsetScales scales;
  private final PartLevels levels = new PartLevels();

  /**
   * @param columns of a row, a multiple of 256
   */
  Q2KRows(int columns) {
    super(BlockLanes.byMagnitude(PartLevels.PART, columns, LANES, PARTS, 1));
    this.search = new OffsetSearch(blocks, MOST);
    this.scales = new OffsetScales(blocks, search, PARTS, SCALE_LEVELS);
  }

  @Override
  boolean quantize(byte[] into, int first, int n) {
    if (!search.run(n)) {
      return false;
    }
    for (int part = 0; part < n; part += PARTS) {
      int at = (first + part) / PARTS * BLOCK_BYTES;
      scales.fit(part, into, at + UNITS);
      for (int j = 0; j < PARTS; j++) {
        into[at + j] = (byte) (scales.scale(j) | scales.offset(j) << 4);
      }
    }
    float[][] searched = search.levels(n);
    float[][] rounded = scales.levels(MOST, n);
    for (int part = 0; part < n; part += PARTS) {
      levels.collect(searched, rounded, scales.d, part);
      levels.putTwoBits(0, into, (first + part) / PARTS * BLOCK_BYTES + TWO_BITS);
    }
    return scales.areRounded(n);
  }
}

package dev.quantloop.llama.quantize.kernel;

/**
 * Q4_K and Q5_K: blocks of 256 in eight parts of 32, each with a scale and an offset of 6 bits,
 * which are multiples of two halves.
 */
final class OffsetSuperRows extends RowKernel {
  private static final int PARTS = 8;
  private static final int PART = BlockLanes.BLOCK;
  private static final int HEADER_BYTES = 16;
  private static final int LANES = 512;
  private static final int SCALE_LEVELS = 63;

  private final int most;
  // Of all parts, a byte for each of 32 elements; only with five bits.
  private final int fifthBits;
  private final int blockBytes;
  private final OffsetSearch search;
  private final OffsetScales scales;

  /**
   * @param columns of a row, a multiple of 256
   * @param bits of an element, 4 or 5
   */
  OffsetSuperRows(int columns, int bits) {
    super(BlockLanes.byMagnitude(PART, columns, LANES, PARTS, 2));
    this.most = (1 << bits) - 1;
    this.fifthBits = bits == 5 ? PART : 0;
    this.blockBytes = HEADER_BYTES + fifthBits + PARTS * PART / 2;
    this.search = new OffsetSearch(blocks, most);
    this.scales = new OffsetScales(blocks, search, PARTS, SCALE_LEVELS);
  }

  @Override
  boolean quantize(byte[] into, int first, int n) {
    if (!search.run(n)) {
      return false;
    }
    for (int part = 0; part < n; part += PARTS) {
      storeScales(into, (first + part) / PARTS * blockBytes, part);
    }
    float[][] searched = search.levels(n);
    float[][] rounded = scales.levels(most, n);
    for (int b = 0; b < n; b++) {
      int at = (first + b) / PARTS * blockBytes + HEADER_BYTES;
      storeLevels(scales.d[b] == 0 ? searched : rounded, b, into, at);
    }
    return scales.areRounded(n);
  }

  /** Two parts share bytes, and all parts those of the fifth bits: each adds to those before. */
  private void storeLevels(float[][] levels, int b, byte[] into, int at) {
    int part = b % PARTS;
    int halves = at + fifthBits + part / 2 * PART;
    boolean high = part % 2 == 1;
    for (int i = 0; i < PART; i++) {
      int level = (int) levels[i][b];
      into[halves + i] = (byte) (high ? into[halves + i] | level << 4 : level & 15);
      if (fifthBits > 0) {
        int bit = level >> 4 << part;
        into[at + i] = (byte) (part == 0 ? bit : into[at + i] | bit);
      }
    }
  }

  /** Of the block whose first part is this one. */
  private void storeScales(byte[] into, int at, int part) {
    scales.fit(part, into, at);
    for (int j = 0; j < PARTS; j++) {
      int scale = scales.scale(j);
      int offset = scales.offset(j);
      if (j < 4) {
        into[at + 4 + j] = (byte) scale;
        into[at + 8 + j] = (byte) offset;
      } else {
        into[at + 8 + j] = (byte) (scale & 15 | (offset & 15) << 4);
        into[at + j] |= (byte) (scale >> 4 << 6);
        into[at + 4 + j] |= (byte) (offset >> 4 << 6);
      }
    }
  }
}

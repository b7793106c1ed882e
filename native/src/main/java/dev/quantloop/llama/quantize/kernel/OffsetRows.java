package dev.quantloop.llama.quantize.kernel;

/** Q4_1 and Q5_1: blocks of 32 with a scale and an offset. */
final class OffsetRows extends RowKernel {
  private static final int LANES = 512;

  private final OffsetSearch search;
  private final LevelBits bits;

  /**
   * @param columns of a row, a multiple of 32
   * @param bits of an element, 4 or 5
   */
  OffsetRows(int columns, int bits) {
    super(BlockLanes.byMagnitude(BlockLanes.BLOCK, columns, LANES, 0, 1));
    this.search = new OffsetSearch(blocks, (1 << bits) - 1);
    this.bits = new LevelBits(2 * Short.BYTES, bits);
  }

  @Override
  boolean quantize(byte[] into, int first, int n) {
    if (!search.run(n)) {
      return false;
    }
    float[][] levels = search.levels(n);
    for (int b = 0; b < n; b++) {
      int at = (first + b) * bits.blockBytes();
      HalfFloat.put(search.scale[b], into, at);
      HalfFloat.put(search.least[b], into, at + Short.BYTES);
      bits.put(levels, b, into, at);
    }
    return true;
  }
}

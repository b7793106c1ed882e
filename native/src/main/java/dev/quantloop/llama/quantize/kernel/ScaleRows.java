package dev.quantloop.llama.quantize.kernel;

/** Q4_0 and Q5_0: blocks of 32 with a scale. */
final class ScaleRows extends RowKernel {
  private static final int LANES = 1024;

  private final ScaleSearch search;
  private final LevelBits bits;

  /**
   * @param columns of a row, a multiple of 32
   * @param bits of an element, 4 or 5
   */
  ScaleRows(int columns, int bits) {
    super(BlockLanes.byMagnitude(BlockLanes.BLOCK, columns, LANES, 0, 1));
    this.search = new ScaleSearch(blocks, 1 << bits - 1);
    this.bits = new LevelBits(Short.BYTES, bits);
  }

  @Override
  boolean quantize(byte[] into, int first, int n) {
    search.run(n);
    float[][] levels = search.levels(n);
    for (int b = 0; b < n; b++) {
      int at = (first + b) * bits.blockBytes();
      HalfFloat.put(search.scale[b], into, at);
      bits.put(levels, b, into, at);
    }
    return true;
  }
}

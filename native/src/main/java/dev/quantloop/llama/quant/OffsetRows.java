package dev.quantloop.llama.quant;

/** Q4_1 and Q5_1: blocks of 32 with a scale and an offset. */
final class OffsetRows implements RowKernel {
  private static final int LANES = 512;

  private final BlockLanes blocks;
  private final OffsetSearch search;
  private final LevelBits bits;

  /**
   * @param columns of a row, a multiple of 32
   * @param bits of an element, 4 or 5
   */
  OffsetRows(int columns, int bits) {
    this.blocks = BlockLanes.byMagnitude(BlockLanes.BLOCK, columns, LANES, 0, 1);
    this.search = new OffsetSearch(blocks, (1 << bits) - 1);
    this.bits = new LevelBits(2 * Short.BYTES, bits);
  }

  @Override
  public void use(float[] imatrix) {
    blocks.use(imatrix);
  }

  @Override
  public boolean quantize(float[] rows, int count, byte[] into) {
    boolean[] known = {true};
    blocks.run(
        rows,
        count,
        (first, n) -> {
          known[0] = known[0] && search.run(n);
          if (known[0]) {
            store(into, first, n);
          }
        });
    return known[0];
  }

  private void store(byte[] into, int first, int n) {
    float[][] levels = search.levels(n);
    for (int b = 0; b < n; b++) {
      int at = (first + b) * bits.blockBytes();
      HalfFloat.put(search.scale[b], into, at);
      HalfFloat.put(search.least[b], into, at + Short.BYTES);
      bits.put(levels, b, into, at);
    }
  }
}

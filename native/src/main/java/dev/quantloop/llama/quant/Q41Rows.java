package dev.quantloop.llama.quant;

/** Q4_1: blocks of 32 with a scale and an offset. */
public final class Q41Rows implements RowKernel {
  private static final int BLOCK = BlockLanes.BLOCK;
  private static final int BLOCK_BYTES = 20;
  private static final int LANES = 512;
  private static final int LEVELS = 15;

  private final BlockLanes blocks;
  private final OffsetSearch search;

  /**
   * @param columns of a row, a multiple of 32
   */
  public Q41Rows(int columns) {
    this.blocks = new BlockLanes(columns, LANES, 0, 1);
    this.search = new OffsetSearch(blocks, LEVELS);
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
    float[][] l = search.levels(n);
    for (int b = 0; b < n; b++) {
      int at = (first + b) * BLOCK_BYTES;
      HalfFloat.put(search.scale[b], into, at);
      HalfFloat.put(search.least[b], into, at + 2);
      for (int j = 0; j < BLOCK / 2; j++) {
        into[at + 4 + j] = (byte) ((int) l[j][b] | (int) l[j + BLOCK / 2][b] << 4);
      }
    }
  }
}

package dev.quantloop.llama.quant;

/**
 * Q2_K: blocks of 256 in sixteen parts of 16, each with a scale and an offset of 4 bits, which are
 * multiples of two halves.
 */
final class Q2KRows implements RowKernel {
  private static final int PARTS = PartLevels.PARTS;
  private static final int PART = PartLevels.PART;
  private static final int BLOCK_BYTES = 84;
  private static final int TWO_BITS = 16;
  private static final int UNITS = 80;
  private static final int LANES = 1024;
  private static final int MOST = 3;

  private final BlockLanes blocks;
  private final OffsetSearch search;
  private final OffsetScales scales;
  private final float[][] rounded;
  private final PartLevels levels = new PartLevels();
  private boolean known;

  /**
   * @param columns of a row, a multiple of 256
   */
  Q2KRows(int columns) {
    this.blocks = BlockLanes.byMagnitude(PART, columns, LANES, PARTS, 1);
    this.search = new OffsetSearch(blocks, MOST);
    this.scales = new OffsetScales(blocks, search, PARTS, 15);
    this.rounded = blocks.elements();
  }

  @Override
  public void use(float[] imatrix) {
    blocks.use(imatrix);
  }

  @Override
  public boolean quantize(float[] rows, int count, byte[] into) {
    known = true;
    blocks.run(
        rows,
        count,
        (first, n) -> {
          known = known && search.run(n);
          if (known) {
            store(into, first, n);
          }
        });
    return known;
  }

  private void store(byte[] into, int first, int n) {
    scales.negateOffsets(n);
    for (int part = 0; part < n; part += PARTS) {
      int at = (first + part) / PARTS * BLOCK_BYTES;
      scales.fit(part, into, at + UNITS);
      for (int j = 0; j < PARTS; j++) {
        into[at + j] = (byte) (scales.scale(j) | scales.offset(j) << 4);
      }
    }
    known &= scales.areRounded(n);
    float[][] searched = search.levels(n);
    for (int i = 0; i < PART; i++) {
      OffsetLoops.roundBack(blocks.x[i], scales.d, scales.dMin, MOST, rounded[i], n);
    }
    for (int part = 0; part < n; part += PARTS) {
      levels.collect(searched, rounded, scales.d, part);
      levels.putTwoBits(0, into, (first + part) / PARTS * BLOCK_BYTES + TWO_BITS);
    }
  }
}

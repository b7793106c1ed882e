package dev.quantloop.llama.quant;

/**
 * Q4_K and Q5_K: blocks of 256 in eight parts of 32, each with a scale and an offset of 6 bits,
 * which are multiples of two halves.
 */
final class OffsetSuperRows implements RowKernel {
  private static final int PARTS = 8;
  private static final int PART = BlockLanes.BLOCK;
  private static final int HEADER_BYTES = 16;
  private static final int LANES = 512;
  private static final int SCALE_LEVELS = 63;

  /** What is larger ggml does not round, but reads from the bits of a sum. */
  private static final float LARGEST_ROUNDED = 4e6f;

  private final int most;
  // Of all parts, a byte for each of 32 elements; only with five bits.
  private final int fifthBits;
  private final int blockBytes;
  private final BlockLanes blocks;
  private final OffsetSearch search;
  private final ScaleLevels scaleLevels = new ScaleLevels(PARTS, SCALE_LEVELS);
  private final ScaleLevels offsetLevels = new ScaleLevels(PARTS, SCALE_LEVELS);
  private final float[] offsets;
  private final float[] d;
  private final float[] dMin;
  private final float[] largest;
  private final float[] smallest;
  private final float[][] l;
  private boolean known;

  /**
   * @param columns of a row, a multiple of 256
   * @param bits of an element, 4 or 5
   */
  OffsetSuperRows(int columns, int bits) {
    this.most = (1 << bits) - 1;
    this.fifthBits = bits == 5 ? PART : 0;
    this.blockBytes = HEADER_BYTES + fifthBits + PARTS * PART / 2;
    this.blocks = BlockLanes.byMagnitude(columns, LANES, PARTS, 2);
    this.search = new OffsetSearch(blocks, most);
    this.offsets = new float[blocks.lanes()];
    this.d = new float[blocks.lanes()];
    this.dMin = new float[blocks.lanes()];
    this.largest = new float[blocks.lanes()];
    this.smallest = new float[blocks.lanes()];
    this.l = blocks.elements();
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
    for (int b = 0; b < n; b++) {
      offsets[b] = -search.least[b];
    }
    for (int part = 0; part < n; part += PARTS) {
      storeScales(into, (first + part) / PARTS * blockBytes, part);
    }
    blocks.range(largest, smallest, n);
    for (int b = 0; b < n; b++) {
      float magnitude = Math.max(largest[b], -smallest[b]) + dMin[b];
      known &= d[b] == 0 || magnitude < LARGEST_ROUNDED * Math.abs(d[b]);
    }
    float[][] searched = search.levels(n);
    for (int i = 0; i < PART; i++) {
      OffsetLoops.roundBack(blocks.x[i], d, dMin, most, l[i], n);
    }
    for (int b = 0; b < n; b++) {
      int at = (first + b) / PARTS * blockBytes + HEADER_BYTES;
      storeLevels(d[b] == 0 ? searched : l, b, into, at);
    }
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
    float scaleUnit = scaleLevels.fit(search.scale, search.sumW, part);
    float offsetUnit = offsetLevels.fit(offsets, search.sumW, part);
    HalfFloat.put(scaleUnit, into, at);
    HalfFloat.put(offsetUnit, into, at + 2);
    for (int j = 0; j < PARTS; j++) {
      int scale = scaleLevels.level(j);
      int offset = offsetLevels.level(j);
      if (j < 4) {
        into[at + 4 + j] = (byte) scale;
        into[at + 8 + j] = (byte) offset;
      } else {
        into[at + 8 + j] = (byte) (scale & 15 | (offset & 15) << 4);
        into[at + j] |= (byte) (scale >> 4 << 6);
        into[at + 4 + j] |= (byte) (offset >> 4 << 6);
      }
      d[part + j] = HalfFloat.toFloat(HalfFloat.of(scaleUnit)) * (scale & 63);
      dMin[part + j] = HalfFloat.toFloat(HalfFloat.of(offsetUnit)) * (offset & 63);
    }
  }
}

package dev.quantloop.llama.quantize.kernel;

/**
 * The scales and offsets of parts, as {@link OffsetSearch} found them, in whole multiples of two
 * halves for each block.
 */
final class OffsetScales {
  /** What is larger ggml does not round, but reads from the bits of a sum. */
  private static final float LARGEST_ROUNDED = 4e6f;

  /** The scale of each part as it is stored. */
  final float[] d;

  /** The offset of each part as it is stored, at least 0. */
  final float[] dMin;

  private final BlockLanes blocks;
  private final OffsetSearch search;
  private final int parts;
  private final ScaleLevels scaleLevels;
  private final ScaleLevels offsetLevels;
  private final float[][] levels;
  private final float[] offsets;
  private final float[] largest;
  private final float[] smallest;

  /**
   * @param parts of a block
   * @param most multiples of a unit
   */
  OffsetScales(BlockLanes blocks, OffsetSearch search, int parts, int most) {
    this.blocks = blocks;
    this.search = search;
    this.parts = parts;
    this.scaleLevels = new ScaleLevels(parts, most);
    this.offsetLevels = new ScaleLevels(parts, most);
    this.levels = blocks.elements();
    int lanes = blocks.lanes();
    this.d = new float[lanes];
    this.dMin = new float[lanes];
    this.offsets = new float[lanes];
    this.largest = new float[lanes];
    this.smallest = new float[lanes];
  }

  /** Fits those of the block whose first part is this one, and stores the two units. */
  void fit(int part, byte[] into, int at) {
    for (int b = part; b < part + parts; b++) {
      offsets[b] = -search.least[b];
    }
    float scaleUnit = scaleLevels.fit(search.scale, search.sumW, part);
    float offsetUnit = offsetLevels.fit(offsets, search.sumW, part);
    HalfFloat.put(scaleUnit, into, at);
    HalfFloat.put(offsetUnit, into, at + Short.BYTES);
    for (int j = 0; j < parts; j++) {
      d[part + j] = HalfFloat.toFloat(HalfFloat.of(scaleUnit)) * scale(j);
      dMin[part + j] = HalfFloat.toFloat(HalfFloat.of(offsetUnit)) * offset(j);
    }
  }

  /** Units in the scale of a part of the block that was fitted last. */
  int scale(int j) {
    return scaleLevels.level(j);
  }

  int offset(int j) {
    return offsetLevels.level(j);
  }

  /** The elements in whole numbers from 0 to {@code most} under these scales and offsets. */
  float[][] levels(int most, int n) {
    for (int i = 0; i < blocks.size(); i++) {
      OffsetSearch.roundBack(blocks.x[i], d, dMin, most, levels[i], n);
    }
    return levels;
  }

  /** Whether no quotient by these scales is too large for ggml to round it. */
  boolean areRounded(int n) {
    blocks.range(largest, smallest, n);
    boolean all = true;
    for (int b = 0; b < n; b++) {
      float magnitude = Math.max(largest[b], -smallest[b]) + dMin[b];
      all &= d[b] == 0 || magnitude < LARGEST_ROUNDED * Math.abs(d[b]);
    }
    return all;
  }
}

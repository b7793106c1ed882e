package dev.quantloop.llama.quantize.kernel;

/** The levels of a block of 256 in sixteen parts of 16, in the order of the row. */
final class PartLevels {
  static final int PARTS = 16;
  static final int PART = 16;

  private static final int HALF = 128;
  private static final int QUARTER = 32;

  private final int[] levels = new int[PARTS * PART];

  /**
   * Takes the levels of the parts from {@code part} on. Where a part's scale has become 0, its
   * levels stay those of the search.
   *
   * @param rounded levels under the scales as they are stored
   * @param d these scales
   */
  void collect(float[][] searched, float[][] rounded, float[] d, int part) {
    for (int j = 0; j < PARTS; j++) {
      float[][] from = d[part + j] == 0 ? searched : rounded;
      for (int i = 0; i < PART; i++) {
        levels[j * PART + i] = (int) from[i][part + j];
      }
    }
  }

  /** Stores the low four bits of all, two levels in each of 128 bytes. */
  void putLowHalves(byte[] into, int at) {
    for (int i = 0; i < HALF; i++) {
      // Of 128 levels the third quarter stands above the first, the fourth above the second.
      int first = i / (HALF / 2) * HALF + i % (HALF / 2);
      into[at + i] = (byte) (levels[first] & 15 | levels[first + HALF / 2] << 4);
    }
  }

  /** Stores the two bits of all from {@code lowest} on, four levels in each of 64 bytes. */
  void putTwoBits(int lowest, byte[] into, int at) {
    for (int i = 0; i < HALF / 2; i++) {
      int first = i / QUARTER * HALF + i % QUARTER;
      int bits = 0;
      for (int quarter = 0; quarter < 4; quarter++) {
        bits |= (levels[first + quarter * QUARTER] >> lowest & 3) << 2 * quarter;
      }
      into[at + i] = (byte) bits;
    }
  }

  /** Stores the bit of all that counts 4, eight levels in each of 32 bytes. */
  void putThirdBits(byte[] into, int at) {
    for (int i = 0; i < QUARTER; i++) {
      int bits = 0;
      for (int j = 0; j < Byte.SIZE; j++) {
        bits |= (levels[j * QUARTER + i] >> 2 & 1) << j;
      }
      into[at + i] = (byte) bits;
    }
  }
}

package dev.quantloop.llama.quantize.kernel;

/**
 * How blocks of 32 store their levels, behind what they are scaled with: the fifth bits of all, if
 * there are any, in 32 bits; then the first 16 in the low halves of bytes, the others in the high
 * ones.
 *
 * @param header bytes before the levels
 * @param bits of a level, 4 or 5
 */
record LevelBits(int header, int bits) {
  private static final int HALF = BlockLanes.BLOCK / 2;

  int blockBytes() {
    return header + fifthBits() + HALF;
  }

  private int fifthBits() {
    return bits == 5 ? Integer.BYTES : 0;
  }

  /**
   * @param levels of each element, by block
   */
  void put(float[][] levels, int block, byte[] into, int at) {
    int fifth = 0;
    int halves = at + header + fifthBits();
    for (int j = 0; j < HALF; j++) {
      int low = (int) levels[j][block];
      int high = (int) levels[j + HALF][block];
      into[halves + j] = (byte) (low & 15 | high << 4);
      fifth |= low >> 4 << j | high >> 4 << j + HALF;
    }
    for (int i = 0; i < fifthBits(); i++) {
      into[at + header + i] = (byte) (fifth >> Byte.SIZE * i);
    }
  }
}

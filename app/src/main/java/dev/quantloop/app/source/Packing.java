package dev.quantloop.app.source;

import java.util.Arrays;

/** How a file is packed, by its first bytes. */
public enum Packing {
  GZIP(0x1F, 0x8B),
  ZSTD(0x28, 0xB5, 0x2F, 0xFD),
  XZ(0xFD, '7', 'z', 'X', 'Z', 0),
  PARQUET('P', 'A', 'R', '1'),
  NONE;

  /** So many bytes tell. */
  public static final int MAGIC_BYTES = 6;

  private final int[] magic;

  Packing(int... magic) {
    this.magic = magic;
  }

  public static Packing of(byte[] begin) {
    return Arrays.stream(values())
        .filter(packing -> packing.begins(begin))
        .findFirst()
        .orElseThrow();
  }

  static boolean isKnown(byte[] begin) {
    return of(begin) != NONE;
  }

  private boolean begins(byte[] bytes) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}

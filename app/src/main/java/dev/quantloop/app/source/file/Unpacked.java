package dev.quantloop.app.source.file;

import dev.quantloop.app.source.Packing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What is in a compressed stream, or the stream itself where it is not compressed. */
final class Unpacked {
  private static final int BUFFER_BYTES = 1 << 16;

  private Unpacked() {}

  static InputStream of(InputStream packed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(packed, BUFFER_BYTES);
    return in;
  }

  /** By the first bytes, which stay in the stream. */
  static Packing packing(BufferedInputStream in) throws IOException {
    in.mark(Packing.MAGIC_BYTES);
    byte[] begin = in.readNBytes(Packing.MAGIC_BYTES);
    in.reset();
    return Packing.of(begin);
  }
}

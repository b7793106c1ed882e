package dev.quantloop.app.source.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a record that goes on and on, as one with a missing quotation mark does. */
final class RecordLimit extends FilterInputStream {
  private static final long LARGEST = 256L << 20;

  private long left = LARGEST;

  RecordLimit(InputStream in) {
    super(in);
  }

  /** A record begins. */
  void begin() {
    left = LARGEST;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = in.read(into, from, length);
    left -= Math.max(0, read);
    if (left < 0) {
      throw new IOException("a record is larger than 256 MiB");
    }
    return read;
  }
}

package dev.quantloop.app.source.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** A text without a byte order mark at its beginning and carriage returns before newlines. */
final class CleanStream extends FilterInputStream {
  static final int MARK_BYTES = 3;

  private boolean heldReturn;
  private byte[] buffer = {};

  private CleanStream(InputStream in) {
    super(in);
  }

  static CleanStream of(InputStream raw) throws IOException {
    PushbackInputStream in = new PushbackInputStream(raw, MARK_BYTES);
    byte[] begin = in.readNBytes(MARK_BYTES);
    if (!isMark(begin, begin.length)) {
      in.unread(begin);
    }
    return new CleanStream(in);
  }

  static boolean isMark(byte[] bytes, int length) {
    return length >= MARK_BYTES
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /** A carriage return at the end of what was read waits for what follows. */
  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    buffer = buffer.length < length ? new byte[length] : buffer;
    while (true) {
      int room = heldReturn ? length - 1 : length;
      if (room == 0) {
        return readOne(into, from);
      }
      int read = in.read(buffer, 0, room);
      if (read < 0) {
        return end(into, from);
      }
      int kept = copy(read, into, from);
      if (kept > 0) {
        return kept;
      }
    }
  }

  private int copy(int read, byte[] into, int from) {
    int kept = from;
    for (int i = 0; i < read; i++) {
      if (heldReturn && buffer[i] != '\n') {
        into[kept++] = '\r';
      }
      heldReturn = buffer[i] == '\r';
      if (!heldReturn) {
        into[kept++] = buffer[i];
      }
    }
    return kept - from;
  }

  private int readOne(byte[] into, int from) throws IOException {
    int next = in.read();
    if (next == '\n') {
      into[from] = '\n';
      heldReturn = false;
    } else {
      into[from] = '\r';
      heldReturn = next == '\r';
      if (next >= 0 && next != '\r') {
        ((PushbackInputStream) in).unread(next);
      }
    }
    return 1;
  }

  private int end(byte[] into, int from) {
    if (!heldReturn) {
      return -1;
    }
    heldReturn = false;
    into[from] = '\r';
    return 1;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] skipped = new byte[1 << 16];
    long left = bytes;
    while (left > 0) {
      int read = read(skipped, 0, (int) Math.min(left, skipped.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return bytes - left;
  }
}

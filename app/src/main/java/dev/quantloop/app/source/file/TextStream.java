package dev.quantloop.app.source.file;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A document's text, read again: what fails is said with the name, as is a file that changed. */
final class TextStream extends FilterInputStream {
  private final ByteSource source;
  private long left;

  TextStream(InputStream in, ByteSource source) {
    this(in, source, Long.MAX_VALUE);
  }

  /** So many bytes of a stream. */
  TextStream(InputStream in, ByteSource source, long length) {
    super(in);
    this.source = source;
    this.left = length;
  }

  static UserException unreadable(String name, IOException failure) {
    String why =
        failure instanceof EOFException
            ? "it is cut short" + (failure.getMessage() == null ? "" : ": " + failure.getMessage())
            : FailureMessage.ofAny(failure).replace(": " + name, "");
    return new UserException("can't read " + name + ": " + why, failure);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    try {
      int read = left == 0 ? -1 : in.read(into, from, (int) Math.min(left, length));
      left -= Math.max(0, read);
      if (read < 0) {
        source.requireUnchanged();
      }
      return read;
    } catch (IOException e) {
      throw unreadable(source.name(), e);
    }
  }
}

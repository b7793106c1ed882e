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

  TextStream(InputStream in, ByteSource source) {
    super(in);
    this.source = source;
  }

  static UserException unreadable(String name, IOException failure) {
    String why =
        failure instanceof EOFException
            ? "it is cut short (" + FailureMessage.ofAny(failure) + ")"
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
      int read = in.read(into, from, length);
      if (read < 0) {
        source.requireUnchanged();
      }
      return read;
    } catch (IOException e) {
      throw unreadable(source.name(), e);
    }
  }
}

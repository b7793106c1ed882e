package dev.quantloop.app.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** A text without the newline at its very end, which llama.cpp's tools drop. */
public final class WithoutLastNewline extends FilterInputStream {
  private final PushbackInputStream text;

  public WithoutLastNewline(InputStream text) {
    super(new PushbackInputStream(text));
    this.text = (PushbackInputStream) in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = text.read(into, offset, length);
    if (count <= 0 || into[offset + count - 1] != '\n') {
      return count;
    }
    int next = text.read();
    if (next >= 0) {
      text.unread(next);
      return count;
    }
    return count > 1 ? count - 1 : -1;
  }
}

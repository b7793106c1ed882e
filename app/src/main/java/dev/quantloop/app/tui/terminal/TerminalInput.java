package dev.quantloop.app.tui.terminal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What the terminal sends, as Lanterna wants it. An escape is kept back until it is clear whether
 * the rest of a key's sequence follows: a slow line may deliver it in parts, and yet the Escape key
 * must not be felt to wait. Enter, which sends a carriage return in raw mode, becomes a line feed.
 */
final class TerminalInput extends FilterInputStream {
  private static final byte ESCAPE = 0x1B;
  private static final byte CARRIAGE_RETURN = '\r';
  private static final byte LINE_FEED = '\n';
  private static final int PATIENCE_MILLIS = 25;

  TerminalInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next == ESCAPE) {
      awaitMore();
    }
    return next == CARRIAGE_RETURN ? LINE_FEED : next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count > 0 && bytes[offset + count - 1] == ESCAPE) {
      awaitMore();
      if (in.available() > 0 && count < length) {
        count += super.read(bytes, offset + count, length - count);
      }
    }
    for (int i = offset; i < offset + count; i++) {
      bytes[i] = bytes[i] == CARRIAGE_RETURN ? LINE_FEED : bytes[i];
    }
    return count;
  }

  private void awaitMore() throws IOException {
    try {
      for (int waited = 0; waited < PATIENCE_MILLIS && in.available() == 0; waited += 5) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

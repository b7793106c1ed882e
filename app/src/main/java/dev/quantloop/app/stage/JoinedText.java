package dev.quantloop.app.stage;

import dev.quantloop.app.source.Utf8Stream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * The texts of files, a newline between two of them. One newline at the very end is dropped, as
 * llama.cpp does, so that the tokens are the same.
 */
final class JoinedText extends InputStream {
  private final Iterator<Path> files;
  private final byte[] block = new byte[1 << 16];
  private InputStream file;
  private int start;
  private int end;
  private boolean heldNewline;

  /**
   * @param files at least one
   */
  JoinedText(List<Path> files) {
    this.files = files.iterator();
    this.file = Utf8Stream.open(this.files.next());
  }

  @Override
  public int read() throws IOException {
    return fill() ? block[start++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    } else if (!fill()) {
      return -1;
    }
    int read = Math.min(length, end - start);
    System.arraycopy(block, start, into, from, read);
    start += read;
    return read;
  }

  private boolean fill() throws IOException {
    while (start == end && file != null) {
      int read = file.read(block, 1, block.length - 1);
      start = heldNewline && read != 0 ? 0 : 1;
      end = 1 + Math.max(read, 0);
      block[0] = '\n';
      if (read > 0) {
        heldNewline = block[end - 1] == '\n';
        end -= heldNewline ? 1 : 0;
      } else if (read < 0) {
        openNext();
      }
    }
    return start < end;
  }

  /** What is held is followed by the newline between the files, which now is held. */
  private void openNext() throws IOException {
    file.close();
    file = files.hasNext() ? Utf8Stream.open(files.next()) : null;
    heldNewline = file != null;
    start = file == null ? end : start;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}

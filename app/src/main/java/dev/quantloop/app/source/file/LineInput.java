package dev.quantloop.app.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Gives a stream line by line, each as a stream of its own, so that no line need be held. */
final class LineInput {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private long number;
  private boolean inLine;

  LineInput(InputStream in) {
    this.in = in;
  }

  /** Goes to the beginning of the next line; false at the end. */
  boolean next() throws IOException {
    while (inLine) {
      skipInBuffer();
    }
    if (position == limit && !fill()) {
      return false;
    }
    number++;
    inLine = true;
    if (number == 1 && CleanStream.isMark(buffer, limit)) {
      position += CleanStream.MARK_BYTES;
    }
    return true;
  }

  /** Of the line, from 1. */
  long number() {
    return number;
  }

  /** Whether there is nothing but blanks in the line; goes to the first thing else. */
  boolean isBlank() throws IOException {
    while (inLine) {
      if (position == limit && !fill()) {
        inLine = false;
        return true;
      }
      byte value = buffer[position];
      if (value == '\n') {
        endLine();
        return true;
      } else if (value != ' ' && value != '\t' && value != '\r') {
        return false;
      }
      position++;
    }
    return true;
  }

  /** What is left of the line. */
  InputStream rest() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return length == 0 ? 0 : readInLine(into, from, length);
      }
    };
  }

  private int readInLine(byte[] into, int from, int length) throws IOException {
    if (!inLine || position == limit && !fill()) {
      inLine = false;
      return -1;
    }
    int end = lineEnd(Math.min(limit, position + length));
    int read = end - position;
    System.arraycopy(buffer, position, into, from, read);
    position = end;
    if (position < limit && buffer[position] == '\n') {
      endLine();
    }
    return read == 0 ? -1 : read;
  }

  private void skipInBuffer() throws IOException {
    if (position == limit && !fill()) {
      inLine = false;
      return;
    }
    position = lineEnd(limit);
    if (position < limit) {
      endLine();
    }
  }

  private int lineEnd(int end) {
    int at = position;
    while (at < end && buffer[at] != '\n') {
      at++;
    }
    return at;
  }

  private void endLine() {
    position++;
    inLine = false;
  }

  private boolean fill() throws IOException {
    boolean atBegin = number == 0;
    position = 0;
    limit =
        atBegin ? in.readNBytes(buffer, 0, CleanStream.MARK_BYTES) : Math.max(0, in.read(buffer));
    return limit > 0;
  }

  void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.quantloop.app.console;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The process's streams as writers. Always UTF-8: JSON must be, and what a GPU box without a locale
 * is looked at through speaks UTF-8 too.
 */
final class StandardStreams {
  private StandardStreams() {}

  static PrintWriter out() {
    return writer(new Loud(new FileOutputStream(FileDescriptor.out)));
  }

  static PrintWriter err() {
    return writer(new FileOutputStream(FileDescriptor.err));
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(
        new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)));
  }

  /** Reports failures that PrintWriter would swallow, so that a query ends with its reader. */
  private static final class Loud extends OutputStream {
    private final OutputStream stream;

    Loud(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        stream.write(bytes, offset, length);
      } catch (IOException e) {
        throw new OutputClosedException(e);
      }
    }
  }
}

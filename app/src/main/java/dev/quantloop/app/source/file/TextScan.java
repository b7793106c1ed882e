package dev.quantloop.app.source.file;

import dev.quantloop.app.source.TextHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * What a pass over a text's bytes finds: whether they are text, and what is not as it should be.
 *
 * @param bytes how many there are
 * @param marked whether it begins with a byte order mark
 * @param returns how many newlines have a carriage return before them
 * @param binary whether it is no text at all: there are NUL bytes
 * @param problem why it is not UTF-8 text, to stand after the name; empty where it is
 */
record TextScan(long bytes, boolean marked, long returns, boolean binary, String problem) {
  static final String UTF16 = "is UTF-16, not UTF-8; convert it with: iconv -f UTF-16 -t UTF-8";

  /** Most files fit into this; larger ones get a larger buffer. */
  private static final int SMALL_BYTES = 1 << 13;

  private static final int BUFFER_BYTES = 1 << 18;

  /** Reads to the end, or to the first NUL. */
  static TextScan of(InputStream in, TextHash hash) throws IOException {
    Pass pass = new Pass();
    byte[] buffer = new byte[SMALL_BYTES];
    for (int read = in.readNBytes(buffer, 0, buffer.length);
        read > 0 && !pass.binary;
        read = in.readNBytes(buffer, 0, buffer.length)) {
      hash.update(buffer, 0, read);
      pass.take(buffer, read);
      if (read == SMALL_BYTES) {
        buffer = new byte[BUFFER_BYTES];
      }
    }
    pass.end();
    return new TextScan(pass.bytes, pass.marked, pass.returns, pass.binary, pass.problem);
  }

  boolean isText() {
    return problem.isEmpty();
  }

  /** Whether the bytes are the text as it is to be read. */
  boolean isClean() {
    return returns == 0 && !marked;
  }

  /** Of the text without byte order mark and carriage returns. */
  long cleanBytes() {
    return bytes - returns - (marked ? CleanStream.MARK_BYTES : 0);
  }

  private static final class Pass {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private CharBuffer decoded = CharBuffer.allocate(0);
    private byte[] carried = {};
    private long bytes;
    private long lines = 1;
    private long returns;
    private boolean marked;
    private boolean binary;
    private boolean afterReturn;
    private String problem = "";

    private void take(byte[] buffer, int length) {
      if (bytes == 0) {
        begin(buffer, length);
      }
      if (problem.isEmpty()) {
        decode(buffer, length);
      }
      look(buffer, length);
      bytes += length;
    }

    private void begin(byte[] buffer, int length) {
      marked = CleanStream.isMark(buffer, length);
      if (length >= 2 && FileFormat.isUtf16(buffer)) {
        problem = UTF16;
      }
    }

    private void look(byte[] buffer, int length) {
      for (int i = 0; i < length; i++) {
        byte value = buffer[i];
        if (value == '\n') {
          lines++;
          returns += afterReturn ? 1 : 0;
        } else if (value == 0 && !isWide()) {
          binary = true;
          problem = "is binary, not text: NUL byte at offset " + (bytes + i);
          return;
        }
        afterReturn = value == '\r';
      }
    }

    private boolean isWide() {
      return problem.equals(UTF16);
    }

    /** What a buffer's end cuts in two is carried over to the next. */
    private void decode(byte[] buffer, int length) {
      ByteBuffer in = ByteBuffer.wrap(buffer, 0, length);
      if (carried.length > 0) {
        in = ByteBuffer.allocate(carried.length + length).put(carried).put(buffer, 0, length);
        in.flip();
      }
      if (decoded.capacity() < in.remaining()) {
        decoded = CharBuffer.allocate(in.remaining() + 4);
      }
      long before = bytes - carried.length;
      CoderResult result = decoder.decode(in, decoded.clear(), false);
      if (result.isError()) {
        fail(in, before, buffer, length);
      }
      carried = new byte[in.remaining()];
      in.get(carried);
    }

    private void fail(ByteBuffer in, long before, byte[] buffer, int length) {
      long offset = before + in.position();
      long line = lines;
      for (int i = 0; i < Math.min(length, offset - bytes); i++) {
        line += buffer[i] == '\n' ? 1 : 0;
      }
      notUtf8(in.get(in.position()), offset, line);
    }

    private void end() {
      if (carried.length > 0 && problem.isEmpty()) {
        notUtf8(carried[0], bytes - carried.length, lines);
      }
    }

    private void notUtf8(byte value, long offset, long line) {
      problem = "is not UTF-8: byte 0x%02X at offset %d (line %d)".formatted(value, offset, line);
    }
  }
}

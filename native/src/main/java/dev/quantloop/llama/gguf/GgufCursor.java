package dev.quantloop.llama.gguf;

import dev.quantloop.llama.LlamaException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file's little-endian fields one after the other and never beyond its end. What a damaged
 * length announces is compared with the bytes that are left before anything is allocated.
 */
final class GgufCursor implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer;
  private long bufferStart;

  GgufCursor(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    this.fileBytes = channel.size();
    int bytes = (int) Math.min(BUFFER_BYTES, fileBytes);
    this.buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  long fileBytes() {
    return fileBytes;
  }

  long position() {
    return bufferStart + buffer.position();
  }

  long remaining() {
    return fileBytes - position();
  }

  void seek(long position) throws IOException {
    long ahead = position - bufferStart;
    if (ahead >= 0 && ahead <= buffer.limit()) {
      buffer.position((int) ahead);
    } else {
      bufferStart = position;
      buffer.position(0).limit(0);
    }
  }

  int uint8() throws IOException {
    return need(1).get() & 0xff;
  }

  int int16() throws IOException {
    return need(2).getShort();
  }

  int int32() throws IOException {
    return need(4).getInt();
  }

  long int64() throws IOException {
    return need(8).getLong();
  }

  float float32() throws IOException {
    return need(4).getFloat();
  }

  double float64() throws IOException {
    return need(8).getDouble();
  }

  /** A string with its length before it, of at most {@code maxBytes}. */
  String text(String what, long maxBytes) throws IOException {
    long length = int64();
    if (length < 0 || length > remaining()) {
      throw damaged(
          "%s is said to be %s bytes long".formatted(what, Long.toUnsignedString(length)));
    }
    if (length > maxBytes) {
      throw damaged("%s is %,d bytes long, %,d are the most".formatted(what, length, maxBytes));
    }
    byte[] bytes = new byte[(int) length];
    fill(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void skip(String what, long bytes) throws IOException {
    if (bytes < 0 || bytes > remaining()) {
      throw damaged("%s ends beyond the file".formatted(what));
    }
    seek(position() + bytes);
  }

  /**
   * Skips {@code count} strings. A vocabulary with its merges has some 400,000, too many for a call
   * each in a process that has just started: those that lie in the buffer are stepped over here.
   */
  void skipTexts(String what, long count) throws IOException {
    long left = count;
    while (left > 0) {
      byte[] bytes = buffer.array();
      int at = buffer.position();
      int limit = buffer.limit();
      while (left > 0 && at + Long.BYTES <= limit) {
        int length = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
        int high = bytes[at + 2] | bytes[at + 3] | bytes[at + 4] | bytes[at + 5];
        boolean more = (high | bytes[at + 6] | bytes[at + 7]) != 0;
        if (more || at + Long.BYTES + length > limit) {
          break;
        }
        at += Long.BYTES + length;
        left--;
      }
      buffer.position(at);
      if (left > 0) {
        skip(what, int64());
        left--;
      }
    }
  }

  LlamaException damaged(String what) {
    return new LlamaException(
        "%s is damaged or incomplete: %s; fetch or convert it again".formatted(path, what));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Fills {@code bytes} with what comes next. */
  void fill(byte[] bytes) throws IOException {
    int done = 0;
    while (done < bytes.length) {
      int n = Math.min(bytes.length - done, need(1).remaining());
      buffer.get(bytes, done, n);
      done += n;
    }
  }

  private ByteBuffer need(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      if (remaining() < bytes) {
        throw damaged("it ends after %,d bytes, in the middle of its header".formatted(fileBytes));
      }
      refill(bytes);
    }
    return buffer;
  }

  private void refill(int bytes) throws IOException {
    bufferStart = position();
    buffer.compact();
    while (buffer.position() < bytes) {
      if (channel.read(buffer, bufferStart + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    buffer.flip();
  }
}

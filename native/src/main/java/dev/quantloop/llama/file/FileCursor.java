package dev.quantloop.llama.file;

import dev.quantloop.llama.LlamaException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file's little-endian fields one after the other and never beyond its end. What a damaged
 * length announces is compared with the bytes that are left before anything is allocated.
 */
public final class FileCursor {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final String complaint;
  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer;
  private long bufferStart;
  private float[] some = {};

  private FileCursor(Path path, String complaint, FileChannel channel) throws IOException {
    this.path = path;
    this.complaint = complaint;
    this.channel = channel;
    this.fileBytes = channel.size();
    int bytes = (int) Math.min(BUFFER_BYTES, fileBytes);
    this.buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  /** Takes out of a file what is wanted of it. */
  @FunctionalInterface
  public interface Reading<T> {
    T from(FileCursor in) throws IOException;
  }

  /**
   * Reads a file from its start on.
   *
   * @param complaint about a file that is damaged: a format for its path and the reason
   * @throws LlamaException when it cannot be read or is damaged
   */
  public static <T> T read(Path file, String complaint, Reading<T> reading) {
    if (Files.isDirectory(file)) {
      throw new LlamaException("cannot read %s: it is a directory".formatted(file));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return reading.from(new FileCursor(file, complaint, channel));
    } catch (IOException e) {
      throw FileFailure.reading(file, e);
    }
  }

  public long fileBytes() {
    return fileBytes;
  }

  public long position() {
    return bufferStart + buffer.position();
  }

  public long remaining() {
    return fileBytes - position();
  }

  public void seek(long position) throws IOException {
    long ahead = position - bufferStart;
    if (ahead >= 0 && ahead <= buffer.limit()) {
      buffer.position((int) ahead);
    } else {
      bufferStart = position;
      buffer.position(0).limit(0);
    }
  }

  public int uint8() throws IOException {
    return need(1).get() & 0xff;
  }

  public int int16() throws IOException {
    return need(2).getShort();
  }

  public int int32() throws IOException {
    return need(4).getInt();
  }

  public long int64() throws IOException {
    return need(8).getLong();
  }

  public float float32() throws IOException {
    return need(4).getFloat();
  }

  /** Reads as many floats as there is room for, a buffer at a time: there may be millions. */
  public void floats(double[] into) throws IOException {
    int done = 0;
    while (done < into.length) {
      int count = someFloats(into.length - done);
      float[] from = some;
      for (int i = 0; i < count; i++) {
        into[done + i] = from[i];
      }
      done += count;
    }
  }

  /** Reads so many floats and adds them up. */
  public double sumOfFloats(int wanted) throws IOException {
    double sum = 0;
    int done = 0;
    while (done < wanted) {
      int count = someFloats(wanted - done);
      float[] from = some;
      for (int i = 0; i < count; i++) {
        sum += from[i];
      }
      done += count;
    }
    return sum;
  }

  /** Reads what the buffer has of so many floats, at least one; returns how many. */
  private int someFloats(int most) throws IOException {
    int count = Math.min(most, need(Float.BYTES).remaining() / Float.BYTES);
    if (some.length < count) {
      some = new float[count];
    }
    buffer.asFloatBuffer().get(some, 0, count);
    buffer.position(buffer.position() + count * Float.BYTES);
    return count;
  }

  public double float64() throws IOException {
    return need(8).getDouble();
  }

  /** A string with its length before it, of at most {@code maxBytes}. */
  public String text(String what, long maxBytes) throws IOException {
    long length = textLength(what);
    if (length > maxBytes) {
      throw damaged("%s is %,d bytes long, %,d are the most".formatted(what, length, maxBytes));
    }
    return new String(bytes((int) length), StandardCharsets.UTF_8);
  }

  /** The length of a string, whose bytes come next. */
  public long textLength(String what) throws IOException {
    long length = int64();
    if (length < 0 || length > remaining()) {
      throw damaged(
          "%s is said to be %s bytes long".formatted(what, Long.toUnsignedString(length)));
    }
    return length;
  }

  public void skip(String what, long bytes) throws IOException {
    if (bytes < 0 || bytes > remaining()) {
      throw damaged("%s ends beyond the file".formatted(what));
    }
    seek(position() + bytes);
  }

  /**
   * Skips {@code count} strings. A vocabulary with its merges has some 400,000, too many for a call
   * each in a process that has just started: those that lie in the buffer are stepped over here.
   */
  public void skipTexts(String what, long count) throws IOException {
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

  public LlamaException damaged(String what) {
    return new LlamaException(complaint.formatted(path, what));
  }

  /** So many bytes that come next. */
  public byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < bytes.length) {
      int n = Math.min(bytes.length - done, need(1).remaining());
      buffer.get(bytes, done, n);
      done += n;
    }
    return bytes;
  }

  private ByteBuffer need(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      if (remaining() < bytes) {
        throw damaged("it ends too early, at byte %,d".formatted(fileBytes));
      }
      refill(bytes);
    }
    return buffer;
  }

  private void refill(int bytes) throws IOException {
    bufferStart = position();
    buffer.compact();
    while (buffer.position() < bytes) {
      readSome(channel, buffer, bufferStart + buffer.position());
    }
    buffer.flip();
  }

  /** Fills what remains of a buffer with the bytes of a file from {@code position} on. */
  public static void fill(FileChannel file, ByteBuffer into, long position) throws IOException {
    long start = position - into.position();
    while (into.hasRemaining()) {
      readSome(file, into, start + into.position());
    }
  }

  private static void readSome(FileChannel file, ByteBuffer into, long position)
      throws IOException {
    if (file.read(into, position) < 0) {
      throw new EOFException("the file became shorter while it was read");
    }
  }
}

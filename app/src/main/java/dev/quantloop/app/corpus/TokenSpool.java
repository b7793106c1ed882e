package dev.quantloop.app.corpus;

import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The tokens of a source while it is split, in a temporary file, for a source may have more of them
 * than memory holds. Written from one end, read anywhere; used by one thread. Closing deletes it.
 */
public final class TokenSpool implements AutoCloseable {
  private static final int BUFFERED_TOKENS = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer pending =
      ByteBuffer.allocate(BUFFERED_TOKENS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  private TokenSpool(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** An empty one in a directory. */
  public static TokenSpool in(Path directory) {
    try {
      Path path = Files.createTempFile(directory, ".tokens", ".part");
      return new TokenSpool(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw FileFailure.writing(directory, e);
    }
  }

  /** How many tokens there are. */
  public long size() {
    return written + pending.position() / Integer.BYTES;
  }

  public void append(int[] tokens, int count) {
    for (int i = 0; i < count; i++) {
      if (!pending.hasRemaining()) {
        flush();
      }
      pending.putInt(tokens[i]);
    }
  }

  /** Tokens {@code first} … first+count−1. */
  public int[] read(long first, int count) {
    flush();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    try {
      long start = first * Integer.BYTES;
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, start + bytes.position()) < 0) {
          throw new IllegalArgumentException(
              "tokens from %d, %d of them, of %d".formatted(first, count, size()));
        }
      }
    } catch (IOException e) {
      throw FileFailure.reading(path, e);
    }
    int[] tokens = new int[count];
    bytes.flip().asIntBuffer().get(tokens);
    return tokens;
  }

  private void flush() {
    pending.flip();
    try {
      while (pending.hasRemaining()) {
        int bytes = channel.write(pending, written * Integer.BYTES + pending.position());
        if (bytes == 0) {
          throw new IOException("nothing could be written");
        }
      }
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
    written += pending.limit() / Integer.BYTES;
    pending.clear();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
  }
}

package dev.quantloop.app.corpus;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file of tokens: int32, little-endian, nothing else. */
public final class TokenFile {
  private static final int BUFFER_BYTES = 1 << 20;

  private TokenFile() {}

  /**
   * Writes tokens: to a temporary beside the file, synced, then renamed.
   *
   * @return the SHA-256 of the file
   */
  public static String write(Path file, int[] tokens) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        writeAll(channel, tokens);
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Sha256.of(tokens, 0, tokens.length);
    } catch (IOException e) {
      discard(temporary);
      throw new UserException("can't write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads all tokens. */
  public static int[] read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size % Integer.BYTES != 0 || size > Integer.MAX_VALUE) {
        throw new UserException(file + " is no token file: " + size + " bytes");
      }
      return read(channel, file, 0, (int) (size / Integer.BYTES));
    } catch (IOException e) {
      throw new UserException("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads {@code count} tokens from token number {@code from} on. */
  public static int[] read(Path file, int from, int count) {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel, file, from, count);
    } catch (IOException e) {
      throw new UserException("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private static int[] read(FileChannel channel, Path file, int from, int count)
      throws IOException {
    long start = (long) from * Integer.BYTES;
    long length = (long) count * Integer.BYTES;
    if (start + length > channel.size()) {
      throw new UserException(
          file + " ends before token " + ((long) from + count) + ": it was cut or replaced");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
      // A channel may return less than was asked for.
    }
    int[] tokens = new int[count];
    bytes.flip().asIntBuffer().get(tokens);
    return tokens;
  }

  private static void writeAll(FileChannel channel, int[] tokens) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int token : tokens) {
      if (!bytes.hasRemaining()) {
        drain(channel, bytes);
      }
      bytes.putInt(token);
    }
    drain(channel, bytes);
  }

  private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
    bytes.flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    bytes.clear();
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // What failed first is what the user must hear of.
    }
  }
}

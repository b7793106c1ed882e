package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes from a pipe, kept in a file that has no name, so that nothing of it outlives the process.
 */
final class SpooledBytes implements ByteSource {
  private final String name;
  private final FileChannel channel;

  private SpooledBytes(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /**
   * Reads a stream to its end.
   *
   * @param directory where the file lies
   */
  static SpooledBytes of(String name, InputStream in, Path directory) throws IOException {
    Path file = null;
    try {
      Files.createDirectories(directory);
      file = Files.createTempFile(directory, "input-", ".tmp");
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      return new SpooledBytes(name, channel);
    } catch (IOException e) {
      throw new UserException(
          "can't keep %s in %s: %s".formatted(name, directory, FileFailure.reason(e)), e);
    } finally {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public InputStream open() {
    return open(0);
  }

  @Override
  public InputStream open(long offset) {
    return new InputStream() {
      private long position = offset;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        int read = channel.read(ByteBuffer.wrap(into, from, length), position);
        position += Math.max(0, read);
        return read;
      }
    };
  }

  @Override
  public void requireUnchanged() {}
}

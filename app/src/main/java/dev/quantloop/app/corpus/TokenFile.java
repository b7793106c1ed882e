package dev.quantloop.app.corpus;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/** A file of tokens: int32, little-endian, nothing else. */
public final class TokenFile {
  private TokenFile() {}

  /**
   * Writes tokens: to a temporary beside the file, synced, then renamed.
   *
   * @return the SHA-256 of the file
   */
  public static String write(Path file, int[] tokens) {
    return write(file, List.of(tokens).iterator());
  }

  /** The same, of tokens that come in parts. */
  public static String write(Path file, Iterator<int[]> parts) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UserException("can't write " + file + ": " + FileFailure.reason(e), e);
    }
    MessageDigest digest = Sha256.digest();
    try (WholeFile whole = WholeFile.create(file)) {
      while (parts.hasNext()) {
        int[] tokens = parts.next();
        Sha256.update(digest, tokens, 0, tokens.length);
        for (int token : tokens) {
          whole.room(Integer.BYTES).putInt(token);
        }
      }
      whole.commit();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads {@code count} tokens from token number {@code from} on. */
  public static int[] read(Path file, int from, int count) {
    long start = (long) from * Integer.BYTES;
    long length = (long) count * Integer.BYTES;
    try (FileChannel channel = FileChannel.open(file)) {
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
    } catch (IOException e) {
      throw new UserException("can't read " + file + ": " + FileFailure.reason(e), e);
    }
  }
}

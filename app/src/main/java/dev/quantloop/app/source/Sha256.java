package dev.quantloop.app.source;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 in lower-case hexadecimal, of what provenance is recorded for. */
public final class Sha256 {
  private static final int BUFFER_BYTES = 1 << 20;

  private Sha256() {}

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Of a whole file, read in pieces. */
  public static String of(Path file) {
    return of(List.of(file));
  }

  /** Of whole files, one after the other. */
  public static String of(List<Path> files) {
    MessageDigest digest = digest();
    files.forEach(file -> update(digest, file));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Path file) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream bytes = Files.newInputStream(file)) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (NoSuchFileException e) {
      throw new UserException("no such file: " + file, e);
    } catch (IOException e) {
      throw new UserException("can't read " + file + ": " + FileFailure.reason(e), e);
    }
  }

  /** Of tokens {@code from} (included) to {@code to} (excluded), as int32 little-endian. */
  public static String of(int[] tokens, int from, int to) {
    MessageDigest digest = digest();
    update(digest, tokens, from, to);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Takes such tokens. */
  public static void update(MessageDigest digest, int[] tokens, int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      if (!bytes.hasRemaining()) {
        digest.update(bytes.flip());
        bytes.clear();
      }
      bytes.putInt(tokens[i]);
    }
    digest.update(bytes.flip());
  }

  /** To be fed with bytes. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package dev.quantloop.app.demo;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The small model that is embedded in the program: the demo runs on it, and a library is proven on
 * it before any other model is loaded.
 */
public final class DemoModel {
  public static final String FILE_NAME = "demo-4.6m-f16.gguf";
  public static final String SHA_256 =
      "5ad15dd0226e09aababc672b49602d9f429f88a847d1334c2b822b5cd11ca1f6";

  private static final long BYTES = 9_277_184;

  private DemoModel() {}

  /**
   * Unpacks the model below the cache directory, unless it is there. Its SHA-256 is verified when
   * it is written; later, its size must do, for hashing it would be felt at every start.
   *
   * @return the file
   */
  public static Path unpack(Path cacheDirectory) {
    Path file = cacheDirectory.resolve("demo").resolve(FILE_NAME);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != BYTES) {
        write(file);
      }
      return file;
    } catch (IOException e) {
      throw new UserException(
          "can't unpack the demo model to %s (%s): the cache must be writable, with 20 MB to spare; XDG_CACHE_HOME names another place"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Two processes may unpack at once: each writes a file of its own, the last rename wins. */
  private static void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = Files.createTempFile(file.getParent(), FILE_NAME, ".tmp");
    try (InputStream resource = DemoModel.class.getResourceAsStream(FILE_NAME)) {
      if (resource == null) {
        throw new IOException("the program's own copy is missing");
      }
      Files.copy(resource, temporary, StandardCopyOption.REPLACE_EXISTING);
      if (!sha256(Files.newInputStream(temporary)).equals(SHA_256)) {
        throw new IOException("the unpacked copy has the wrong SHA-256");
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String sha256(InputStream bytes) throws IOException {
    try (DigestInputStream digested =
        new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
      digested.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

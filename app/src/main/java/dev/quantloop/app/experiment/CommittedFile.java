package dev.quantloop.app.experiment;

import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is complete on disk, under its own name: its writer has synced and renamed it.
 *
 * @param sha256 of its bytes, lower-case hexadecimal
 */
public record CommittedFile(Path path, long bytes, String sha256) {
  public static CommittedFile of(Path path) {
    try {
      return new CommittedFile(path, Files.size(path), Sha256.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a file a second name, or copies it where the file system has no such thing. */
  public static void linkOrCopy(Path file, Path other) throws IOException {
    try {
      Files.createLink(other, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, other);
    }
  }

  /** What there is to say beside the path of a file that was recorded; "" where it is there. */
  public static String note(Path path, long bytes) {
    if (isThere(path, bytes)) {
      return "";
    }
    return Files.exists(path) ? " (another file than was recorded)" : " (it is gone)";
  }

  /** Whether a file is there as it was recorded, as far as its size tells. */
  public static boolean isThere(Path path, long bytes) {
    try {
      return Files.isRegularFile(path) && Files.size(path) == bytes;
    } catch (IOException e) {
      return false;
    }
  }
}

package dev.quantloop.app.experiment;

import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells whether files are those that were recorded. A file that is still as it was when its SHA-256
 * was found is not read again. Used by one thread.
 */
public final class RecordedFiles {
  private final Map<Path, String> known = new HashMap<>();

  /** Whether a file is there with the bytes that were recorded. */
  public boolean has(Path file, long bytes, String sha256) {
    String stamp = stamp(file, sha256);
    if (!CommittedFile.isThere(file, bytes)) {
      return false;
    } else if (!stamp.equals(known.get(file)) && Sha256.of(file).equals(sha256)) {
      known.put(file, stamp);
    }
    return stamp.equals(known.get(file));
  }

  /** Notes a file that has just been written, whose SHA-256 was found on the way. */
  public void wrote(Path file, String sha256) {
    known.put(file, stamp(file, sha256));
  }

  private static String stamp(Path file, String sha256) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %d %s %s"
          .formatted(sha256, is.size(), Files.getAttribute(file, "unix:ctime"), is.fileKey());
    } catch (IOException e) {
      return "";
    }
  }
}

package dev.quantloop.app.experiment;

import dev.quantloop.app.corpus.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Spares reading a large file again for its SHA-256: a note beside the experiment tells which file
 * had it. As with git's index, a file counts as the same while its size, its time of change and its
 * place on the disk are.
 */
public final class KnownFile {
  /** A file that was changed this short a time ago may change again without a trace. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path note;

  /**
   * @param note where it is written; while it is absent nothing is known
   */
  public KnownFile(Path note) {
    this.note = note;
  }

  /**
   * What tells that a file is the same; to be taken before it is read. Empty for a file that may
   * still be changing.
   */
  public static Optional<String> stamp(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      Instant changed = is.lastModifiedTime().toInstant();
      return changed.plus(SETTLED).isAfter(Instant.now())
          ? Optional.empty()
          : Optional.of(
              "%d bytes, changed %d, at %s, %s"
                  .formatted(
                      is.size(),
                      is.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                      is.fileKey(),
                      file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether it is known, without reading it, that a file has this SHA-256. */
  public boolean has(Path file, String sha256) {
    try {
      return stamp(file).isPresent()
          && Files.isRegularFile(note)
          && Files.readString(note).equals(line(stamp(file).get(), sha256));
    } catch (IOException e) {
      return false;
    }
  }

  /** The SHA-256 of a file, which is read for it and is known from now on. */
  public String read(Path file) {
    Optional<String> stamp = stamp(file);
    String sha256 = Sha256.of(file);
    keep(stamp, sha256);
    return sha256;
  }

  /** Notes what has been found; what can't be noted is read again the next time. */
  public void keep(Optional<String> stamp, String sha256) {
    try {
      if (stamp.isPresent()) {
        Files.writeString(note, line(stamp.get(), sha256));
      }
    } catch (IOException e) {
      // Then nothing is known.
    }
  }

  private static String line(String stamp, String sha256) {
    return sha256 + " " + stamp + "\n";
  }
}

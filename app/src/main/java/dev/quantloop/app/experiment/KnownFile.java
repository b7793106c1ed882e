package dev.quantloop.app.experiment;

import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Spares reading a large model again for its SHA-256: a note beside the experiment tells which
 * files had it. As with git's index, a file counts as the same while its size, its time of change
 * and its place on the disk are.
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
   * What tells that files are the same; to be taken before they are read. Empty where one may still
   * be changing.
   */
  public static Optional<String> stamp(List<Path> files) {
    List<String> stamps = files.stream().flatMap(file -> stamp(file).stream()).toList();
    return stamps.size() < files.size() ? Optional.empty() : Optional.of(String.join("; ", stamps));
  }

  private static Optional<String> stamp(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      Instant changed = is.lastModifiedTime().toInstant();
      return changed.plus(SETTLED).isAfter(Instant.now())
          ? Optional.empty()
          : Optional.of(
              "%d bytes, changed %d, %s, at %s, %s"
                  .formatted(
                      is.size(),
                      is.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                      // unlike the other time, nobody can set it
                      Files.getAttribute(file, "unix:ctime"),
                      is.fileKey(),
                      file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether it is known, without reading them, that files have this SHA-256. */
  public boolean has(List<Path> files, String sha256) {
    try {
      return stamp(files).isPresent()
          && Files.isRegularFile(note)
          && Files.readString(note).equals(line(stamp(files).get(), sha256));
    } catch (IOException e) {
      return false;
    }
  }

  /** The SHA-256 of files, which are read for it and are known from now on. */
  public String read(List<Path> files) {
    Optional<String> stamp = stamp(files);
    String sha256 = Sha256.of(files);
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

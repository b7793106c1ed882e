package dev.quantloop.app.experiment;

import static java.util.stream.Collectors.joining;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.gguf.GgufFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether files are those that were recorded. A file that is still as it was when its SHA-256
 * was found is not read again. Used by one thread.
 */
public final class RecordedFiles {
  private final Map<Path, String> known = new HashMap<>();

  /** Whether a file is there with the bytes that were recorded. */
  public boolean has(Path file, long bytes, String sha256) {
    return CommittedFile.isThere(file, bytes) && has(List.of(file), sha256);
  }

  /** What is wrong with a file, its path first; empty where it is as recorded. */
  public Optional<String> flaw(Path file, long bytes, String sha256) {
    Optional<String> flaw = flaw(file, bytes);
    try {
      return flaw.isPresent() || has(file, bytes, sha256)
          ? flaw
          : Optional.of(file + " is damaged: its SHA-256 is not the one that was recorded");
    } catch (UncheckedIOException | UserException e) {
      return Optional.of(file + " can't be read (" + e.getMessage() + ")");
    }
  }

  /** The same, as far as it shows without reading the file. */
  public static Optional<String> flaw(Path file, long bytes) {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.of(file + " is gone");
      }
      long size = Files.size(file);
      return size == bytes
          ? Optional.empty()
          : Optional.of(
              "%s is damaged: it has %s, not %s as recorded"
                  .formatted(file, Numbers.counted(size, "byte"), Numbers.counted(bytes, "byte")));
    } catch (IOException e) {
      return Optional.of(file + " can't be read (" + e.getMessage() + ")");
    }
  }

  /** As {@link #has(Path, long, String)}, of a model, which may be split into several files. */
  public boolean hasModel(Path first, long bytes, String sha256) {
    if (!first.toString().endsWith(".gguf") || CommittedFile.isThere(first, bytes)) {
      return has(first, bytes, sha256);
    } else if (!Files.isRegularFile(first)) {
      return false;
    }
    List<GgufFile> parts = GgufFile.read(first).parts();
    return parts.stream().mapToLong(GgufFile::fileBytes).sum() == bytes
        && has(parts.stream().map(GgufFile::path).toList(), sha256);
  }

  private boolean has(List<Path> files, String sha256) {
    Path first = files.get(0);
    String stamp = files.stream().map(file -> stamp(file, sha256)).collect(joining());
    if (!stamp.equals(known.get(first)) && Sha256.of(files).equals(sha256)) {
      known.put(first, stamp);
    }
    return stamp.equals(known.get(first));
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

package dev.quantloop.app.experiment;

import static java.util.stream.Collectors.joining;

import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** The same of a model, which may be split into several files. */
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

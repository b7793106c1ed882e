package dev.quantloop.llama.install;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Puts into words why the disk refused something; Java's own messages are often only a path. */
final class IoFailure {
  private IoFailure() {}

  /** A phrase such as "permission denied: /some/path". */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "no such file: " + missing.getFile();
    }
    if (failure instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    }
    if (failure instanceof FileSystemException other && other.getReason() != null) {
      return other.getReason().toLowerCase(Locale.ROOT) + ": " + other.getFile();
    }
    if (failure instanceof FileSystemException other) {
      return "unusable path: " + other.getFile();
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("unknown reason");
  }
}

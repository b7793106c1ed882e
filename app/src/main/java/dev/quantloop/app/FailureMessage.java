package dev.quantloop.app;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.tracker.TrackerException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** The line that the user reads about a failure. */
public final class FailureMessage {
  private FailureMessage() {}

  /** The line, or empty for a failure that is the program's own fault. */
  public static Optional<String> of(Throwable failure) {
    if (failure instanceof LlamaException llama) {
      String remedy = llama.remedy().map(known -> "; " + RemedyText.of(known)).orElse("");
      return Optional.of(oneLine(llama.getMessage() + remedy));
    } else if (failure instanceof TrackerException tracker) {
      String remedy =
          tracker.remedy().map(known -> "; " + RemedyText.of(known, tracker.subject())).orElse("");
      return Optional.of(oneLine(tracker.getMessage() + remedy));
    } else if (failure instanceof UserException) {
      return Optional.of(oneLine(failure.getMessage()));
    } else if (failure instanceof UncheckedIOException unchecked) {
      return of(unchecked.getCause());
    } else if (failure instanceof IOException io) {
      return Optional.of(oneLine(ofIo(io)));
    } else if (failure instanceof InvalidPathException invalid) {
      return Optional.of(
          oneLine(
              "no file can be called %s in this locale (%s); install one that is UTF-8, such as C.UTF-8"
                  .formatted(invalid.getInput(), System.getProperty("sun.jnu.encoding"))));
    } else if (failure instanceof OutOfMemoryError) {
      return Optional.of(
          "out of Java heap memory; QUANTLOOP_JAVA_OPTIONS=-Xmx… in the environment allows more");
    }
    return Optional.empty();
  }

  /** The line, also of a failure that is the program's own fault. */
  public static String ofAny(Throwable failure) {
    return of(failure).orElseGet(() -> oneLine(failure.toString()));
  }

  /** The text without line breaks. */
  public static String oneLine(String text) {
    return text == null ? "no message" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String ofIo(IOException failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "no such file or directory: " + missing.getFile();
    } else if (failure instanceof FileAlreadyExistsException existing) {
      return "already exists and is in the way: " + existing.getFile();
    } else if (failure instanceof NotDirectoryException no) {
      return "not a directory: " + no.getFile();
    } else if (failure instanceof DirectoryNotEmptyException full) {
      return "the directory is not empty: " + full.getFile();
    } else if (failure instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    } else if (failure instanceof FileSystemException fs) {
      return reason(fs) + ": " + fs.getFile();
    } else if (failure instanceof FileNotFoundException) {
      return failure.getMessage();
    }
    return reason(failure);
  }

  private static String reason(IOException failure) {
    String message =
        failure instanceof FileSystemException fs ? fs.getReason() : failure.getMessage();
    if (message == null) {
      return "input or output failed (" + failure.getClass().getSimpleName() + ")";
    } else if (message.contains("No space left")) {
      return "the disk is full (" + message + ")";
    } else if (message.contains("Read-only file system")) {
      return "the file system is read-only";
    }
    return message;
  }
}

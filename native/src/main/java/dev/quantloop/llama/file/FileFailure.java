package dev.quantloop.llama.file;

import dev.quantloop.llama.LlamaException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** One line for the user out of an {@link IOException}, whose own message is often only a path. */
public final class FileFailure {
  private FileFailure() {}

  public static LlamaException reading(Path file, IOException cause) {
    return new LlamaException("cannot read %s: %s".formatted(file, reason(cause)), cause);
  }

  public static LlamaException writing(Path file, IOException cause) {
    return new LlamaException("cannot write %s: %s".formatted(file, reason(cause)), cause);
  }

  /** What went wrong, without the file. */
  public static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "something of that name is in the way";
    }
    if (cause instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (cause instanceof FileSystemException e) {
      return e.getReason() == null ? cause.getClass().getSimpleName() : e.getReason();
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}

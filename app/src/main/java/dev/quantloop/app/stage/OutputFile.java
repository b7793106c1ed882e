package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at where a result is to go before hours are spent on it. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * @throws UserException when nothing can be written there
   */
  public static void requireWritable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a directory; name a file to write");
    } else if (directory == null || !Files.isDirectory(directory)) {
      throw new UserException(
          "no directory " + directory + " to write " + file.getFileName() + " to");
    } else if (!Files.isWritable(directory)) {
      throw new UserException("no permission to write to the directory " + directory);
    }
  }
}

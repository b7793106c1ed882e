package dev.quantloop.app.cli;

import dev.quantloop.app.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a command of this program in a process of its own, to its end. */
final class ChildCommand {
  private ChildCommand() {}

  /**
   * What the command wrote to standard output.
   *
   * @throws UserException with the reason that it gave, when it fails
   */
  static String output(List<String> words) {
    try {
      Path complaints = Files.createTempFile("quantloop", ".err");
      try {
        Process process =
            new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectError(complaints.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new UserException(CommandFailure.reason(Files.readString(complaints)));
        }
        return said;
      } finally {
        Files.delete(complaints);
      }
    } catch (IOException e) {
      throw new UserException("can't start " + words.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }
}

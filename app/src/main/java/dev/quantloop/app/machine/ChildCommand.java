package dev.quantloop.app.machine;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A command of this program in a process of its own, which may be ended by any thread. */
public final class ChildCommand {
  private final Process process;
  private final Path complaints;
  private volatile boolean ended;

  private ChildCommand(Process process, Path complaints) {
    this.process = process;
    this.complaints = complaints;
  }

  /** Starts a command whose output will be asked for. */
  static ChildCommand start(ProcessBuilder command) {
    try {
      Path complaints = Files.createTempFile("quantloop", ".err");
      try {
        command.redirectInput(NoInput.REDIRECT).redirectError(complaints.toFile());
        return new ChildCommand(command.start(), complaints);
      } catch (IOException e) {
        Files.delete(complaints);
        throw e;
      }
    } catch (IOException e) {
      throw new UserException("can't start " + command.command().get(0) + ": " + e.getMessage(), e);
    }
  }

  /**
   * What a command wrote to standard output, after it has come to its end.
   *
   * @throws UserException with the reason that it gave, when it fails
   */
  public static String output(ProcessBuilder command) {
    return start(command).output().orElseThrow();
  }

  /**
   * What the command wrote to standard output, after it has come to its end; empty if it was ended
   * before. To be called once.
   *
   * @throws UserException with the reason that it gave, when it fails
   */
  public Optional<String> output() {
    try {
      try {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean failed = process.waitFor() != 0;
        if (failed && !ended) {
          throw new UserException(CommandFailure.reason(Files.readString(complaints)));
        }
        return ended ? Optional.empty() : Optional.of(said);
      } finally {
        Files.delete(complaints);
      }
    } catch (IOException e) {
      if (ended) {
        // Ending a process closes what is read of it.
        return Optional.empty();
      }
      throw new UserException("can't read what a command prints: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  void end() {
    ended = true;
    process.destroy();
  }
}

package dev.quantloop.app.bench;

import dev.quantloop.app.UserException;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A shell script on disk that can be run and timed; it stops at the first command that fails. */
record ShellScript(Path file, Map<String, String> variables) {
  private static final long WATCH_MILLIS = 20;

  /**
   * @param variables set for the script, on top of this process's environment
   */
  static ShellScript write(Path file, List<String> lines, Map<String, String> variables) {
    try {
      Files.writeString(file, "#!/bin/sh\nset -e\n" + String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UserException("can't write " + file + ": " + FileFailure.reason(e), e);
    }
    return new ShellScript(file, variables);
  }

  /**
   * Runs the script.
   *
   * @param kernels told of the processes while they live
   * @return wall time in seconds, from before the shell starts until it has ended
   * @throws UserException when a command fails, with the place of its output
   */
  double seconds(KernelWatch kernels) {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", file.toString());
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true);
    builder.redirectInput(ChildCommand.NO_INPUT);
    builder.redirectOutput(log().toFile());
    long start = System.nanoTime();
    try {
      Process process = builder.start();
      Thread hook = new Thread(() -> end(process), "end of bench");
      Runtime.getRuntime().addShutdownHook(hook);
      int code = await(process, kernels);
      double seconds = (System.nanoTime() - start) / 1e9;
      forget(hook);
      if (code != 0) {
        throw new UserException(
            "%s failed with exit code %d: %s (--keep DIR leaves scripts and logs)"
                .formatted(file.getFileName(), code, lastLine()));
      }
      return seconds;
    } catch (IOException e) {
      throw new UserException("can't run " + file + ": " + e.getMessage(), e);
    }
  }

  private Path log() {
    return Path.of(file + ".log");
  }

  private String lastLine() throws IOException {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("it said nothing");
    }
  }

  private static int await(Process process, KernelWatch kernels) {
    try {
      while (!kernels.known() && process.isAlive()) {
        kernels.look(process);
        Thread.sleep(WATCH_MILLIS);
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new UserException("interrupted");
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      throw new UserException("interrupted", e);
    }
  }

  /** A shell that is ended leaves its commands running. */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}

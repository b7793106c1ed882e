package dev.quantloop.llama.probe;

import dev.quantloop.llama.LlamaException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@link ProbeMain} with this JVM's own java and class path. */
final class ChildProcess {
  private static final long TIMEOUT_SECONDS = 300;

  /**
   * What the child said and how it ended.
   *
   * @param lines its facts, split at tabs
   */
  record Result(List<String[]> lines, int status) {
    Stream<String[]> of(String kind) {
      return lines.stream().filter(line -> line[0].equals(kind));
    }

    String ending() {
      return ExitReason.of(status, lines.stream().map(line -> line[0]).toList());
    }
  }

  private ChildProcess() {}

  static Result run(String... arguments) {
    try {
      Process process = start(arguments);
      List<String[]> lines = new ArrayList<>();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(line.split("\t", 4));
        }
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return new Result(lines, process.waitFor());
    } catch (IOException e) {
      throw new LlamaException("can't start a child process to try the library in", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LlamaException("interrupted while trying the library", e);
    }
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    for (String property :
        List.of("jna.boot.library.path", "jna.nounpack", "jna.nosys", "jna.tmpdir")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ProbeMain.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GGML_NO_BACKTRACE", "1");
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }
}

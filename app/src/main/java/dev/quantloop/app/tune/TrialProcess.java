package dev.quantloop.app.tune;

import dev.quantloop.app.UserException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A child process that is asked and answers in lines. Used by one thread; closing ends it. */
final class TrialProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  // Empty at the end of its output.
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final Thread hook;

  private TrialProcess(Process process) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.hook = new Thread(process::destroyForcibly, "end of trials");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::read, "answers of trials");
    reader.setDaemon(true);
    reader.start();
  }

  static TrialProcess start(ProcessBuilder command) {
    command.environment().put("GGML_NO_BACKTRACE", "1");
    // What it complains of is read between its answers.
    command.redirectErrorStream(true);
    try {
      return new TrialProcess(command.start());
    } catch (IOException e) {
      throw new UserException("can't start " + command.command().get(0) + ": " + e.getMessage(), e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      // As good as its end.
    }
    lines.add(Optional.empty());
  }

  /** One that has ended shows when it is listened to. */
  void ask(String line) {
    try {
      requests.write(line + "\n");
      requests.flush();
    } catch (IOException e) {
      // It has ended.
    }
  }

  /**
   * The next line that it prints, or empty when it has ended.
   *
   * @throws TimeoutException if it prints none for so long
   */
  Optional<String> hear(Duration patience) throws TimeoutException {
    try {
      Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new TimeoutException();
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  /** Exit status of one that has ended, or is about to. */
  int status() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook has done it.
    }
  }
}

package dev.quantloop.app.tune;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.TuningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes trials in a child process that loads the model once. When it dies of some settings, those
 * have failed, and the next trial has a new process. Used by one thread; closing ends the process.
 */
public final class Trials implements Trial, AutoCloseable {
  private static final int REMEMBERED_LINES = 20;

  /** A big model on a slow disk takes long, and so does the first installation of a library. */
  private static final Duration LOADING = Duration.ofMinutes(30);

  private final ProcessBuilder command;
  private final Duration patience;
  private final Consumer<String> notices;
  private final boolean verbose;
  private final Deque<String> said = new ArrayDeque<>();
  private TrialLine.Ready ready;
  private Process process;
  private BufferedReader answers;
  private Thread hook;

  /**
   * @param command starts a {@link TrialServer}
   * @param patience for one trial
   * @param notices told, in a line each, what the first process says until the model is loaded
   * @param verbose tells all that any process says, too
   */
  public Trials(
      ProcessBuilder command, Duration patience, Consumer<String> notices, boolean verbose) {
    this.command = command;
    this.patience = patience;
    this.notices = notices;
    this.verbose = verbose;
  }

  /**
   * Loads the model.
   *
   * @throws UserException if that fails
   */
  public void start() {
    if (process != null) {
      return;
    }
    said.clear();
    command.environment().put("GGML_NO_BACKTRACE", "1");
    // What it complains of is read between its answers.
    command.redirectErrorStream(true);
    try {
      process = command.start();
    } catch (IOException e) {
      throw new UserException("can't start " + command.command().get(0) + ": " + e.getMessage(), e);
    }
    answers = process.inputReader(StandardCharsets.UTF_8);
    hook = new Thread(process::destroyForcibly, "end of trials");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ready =
          answer(TrialLine.Ready.class, LOADING)
              .orElseThrow(
                  () -> new UserException(TrialFailure.notLoaded(end(), List.copyOf(said))));
    } catch (TimeoutException e) {
      close();
      throw new UserException(
          "the model was not loaded within " + LOADING.toMinutes() + " minutes", e);
    }
  }

  /** Where the model is computed; known once it is loaded. */
  public TuningKey key() {
    return ready.key();
  }

  /** Contexts that take turns there; 1 means that the CPU computes. */
  public int contexts() {
    return ready.contexts();
  }

  @Override
  public TrialOutcome run(DecodeSettings settings, double slowest) {
    start();
    said.clear();
    ask(TrialLine.of(new TrialLine.Request(settings, slowest)));
    try {
      return answer(TrialOutcome.class, patience)
          .orElseGet(() -> TrialOutcome.failed(TrialFailure.reason(end(), List.copyOf(said))));
    } catch (TimeoutException e) {
      close();
      return TrialOutcome.failed("no answer within " + Numbers.duration(patience));
    }
  }

  /** A process that has ended shows when its answer is read. */
  private void ask(String line) {
    try {
      Writer requests = process.outputWriter(StandardCharsets.UTF_8);
      requests.write(line + "\n");
      requests.flush();
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** The exit status of a process that says no more. */
  private int end() {
    try {
      int status = process.waitFor();
      close();
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  /**
   * The first line that is an answer, or empty when the process has ended without one.
   *
   * @throws TimeoutException when it was ended because that took too long
   */
  private <T extends Record> Optional<T> answer(Class<T> type, Duration limit)
      throws TimeoutException {
    long start = System.nanoTime();
    CompletableFuture<Void> ending =
        CompletableFuture.runAsync(
            process.toHandle()::destroyForcibly,
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        Optional<T> answer = TrialLine.parse(type, line);
        if (answer.isPresent()) {
          return answer;
        }
        remember(line);
      }
    } catch (IOException e) {
      // As good as its end.
    } finally {
      ending.cancel(false);
    }
    if (System.nanoTime() - start >= limit.toNanos()) {
      throw new TimeoutException();
    }
    return Optional.empty();
  }

  private void remember(String line) {
    if (line.isBlank()) {
      return;
    }
    if (ready == null || verbose) {
      notices.accept(line);
    }
    said.add(line);
    if (said.size() > REMEMBERED_LINES) {
      said.remove();
    }
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    process = null;
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook has done it.
    }
  }
}

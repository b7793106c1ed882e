package dev.quantloop.app.tune;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.TuningKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

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
  private TrialProcess process;

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
    process = TrialProcess.start(command);
    try {
      ready = answer(TrialLine.Ready::parse, LOADING).orElseThrow(this::notStarted);
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
    process.ask(new TrialLine.Request(settings, slowest).line());
    try {
      Optional<TrialOutcome> outcome = answer(TrialLine::outcome, patience);
      return outcome.isPresent() ? outcome.get() : died();
    } catch (TimeoutException e) {
      close();
      return new TrialOutcome.Failed("no answer within " + Numbers.duration(patience));
    }
  }

  private TrialOutcome died() {
    return new TrialOutcome.Failed(TrialFailure.reason(end(), List.copyOf(said)));
  }

  private UserException notStarted() {
    return new UserException(TrialFailure.notLoaded(end(), List.copyOf(said)));
  }

  /** The exit status of a process that says no more. */
  private int end() {
    int status = process.status();
    close();
    return status;
  }

  /** The first line that is an answer, or empty when the process has ended without one. */
  private <T> Optional<T> answer(Function<String, Optional<T>> parser, Duration limit)
      throws TimeoutException {
    while (true) {
      Optional<String> line = process.hear(limit);
      if (line.isEmpty()) {
        return Optional.empty();
      }
      Optional<T> answer = parser.apply(line.get());
      if (answer.isPresent()) {
        return answer;
      }
      remember(line.get());
    }
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
    if (process != null) {
      process.close();
    }
    process = null;
  }
}

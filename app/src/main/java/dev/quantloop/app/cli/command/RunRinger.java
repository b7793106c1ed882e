package dev.quantloop.app.cli.command;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.notify.NotifyWays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Rings for what happens to a run that is followed. The user's commands run beside it, one after
 * the other.
 */
final class RunRinger implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 40;

  private final Console console;
  private final NotifyWays ways;
  private final Consumer<String> complaints;
  private final ExecutorService commands =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "notify");
            thread.setDaemon(true);
            return thread;
          });
  private String complaint = "";

  /**
   * @param complaints hears what went wrong, but not the same twice in a row
   */
  RunRinger(Console console, NotifyWays ways, Consumer<String> complaints) {
    this.console = console;
    this.ways = ways;
    this.complaints = complaints;
    if (!ways.signals().isEmpty() && !console.terminal().errorIsTerminal()) {
      complaints.accept("warning: standard error is not a terminal that could ring");
    }
  }

  void ring(String message) {
    console.signal(ways.sequence(message, console.environment()));
    commands.execute(() -> ways.runCommand(message).ifPresent(this::complain));
  }

  private void complain(String problem) {
    if (!problem.equals(complaint)) {
      complaint = problem;
      complaints.accept("warning: " + problem);
    }
  }

  /** Waits a while for the commands. */
  @Override
  public void close() {
    commands.shutdown();
    try {
      commands.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

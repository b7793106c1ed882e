package dev.quantloop.app.worker;

import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Runs;
import dev.quantloop.tracker.service.Tracker;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Records five times a second that a worker lives and how far it is, and hears whether it is to
 * stop.
 */
final class Heartbeat implements AutoCloseable {
  /** How often a wish to stop is looked for. */
  static final long PERIOD_MILLIS = 200;

  private static final int BEATS_BETWEEN_LOOKS_AROUND = 5;

  private final Tracker tracker;
  private final Runs runs;
  private final RunId run;
  private final ProgressBoard board;
  private final WorkerStop stop;
  private final MemoryWatch memory;
  private final Runnable endOfProcess;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Heartbeat::thread);
  private int beats;

  /**
   * @param endOfProcess ends the process at once, without unwinding; called when a stop is overdue
   *     while the loop can't notice
   */
  Heartbeat(
      Tracker tracker, RunId run, ProgressBoard board, WorkerStop stop, Runnable endOfProcess) {
    this.tracker = tracker;
    this.runs = tracker.runs();
    this.run = run;
    this.board = board;
    this.stop = stop;
    this.memory =
        new MemoryWatch(
            ThisMachine::availableMemory, warning -> board.event(EventKind.WARNING, null, warning));
    this.endOfProcess = endOfProcess;
    clock.scheduleWithFixedDelay(this::beat, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "heartbeat");
    thread.setDaemon(true);
    return thread;
  }

  private void beat() {
    try {
      if (beats++ % BEATS_BETWEEN_LOOKS_AROUND == 0) {
        memory.look();
        if (!tracker.isInPlace()) {
          stop.request();
        }
      }
      if (runs.heartbeat(run, board.progress())) {
        stop.request();
      }
      stop.endIfStuck(this::end);
    } catch (RuntimeException e) {
      // A busy database is no reason to die; the loop itself fails if it stays so.
      System.err.println("heartbeat: " + e.getMessage());
    }
  }

  private void end() {
    runs.end(run, RunState.STOPPED, "on request");
    endOfProcess.run();
  }

  /** Ends the thread; no heartbeat follows. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Says once that memory is running short: when the system then kills the worker, the record shows
   * why. Used by one thread.
   */
  static final class MemoryWatch {
    static final long SHORT_BYTES = 256L << 20;

    private final LongSupplier available;
    private final Consumer<String> warnings;
    private boolean warned;

    /**
     * @param available bytes that the process could still use
     */
    MemoryWatch(LongSupplier available, Consumer<String> warnings) {
      this.available = available;
      this.warnings = warnings;
    }

    void look() {
      long bytes = available.getAsLong();
      if (!warned && bytes < SHORT_BYTES) {
        warned = true;
        warnings.accept("memory is running short: %d MiB are left".formatted(bytes >> 20));
      }
    }
  }
}

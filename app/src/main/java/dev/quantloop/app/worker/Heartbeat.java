package dev.quantloop.app.worker;

import dev.quantloop.app.machine.AvailableMemory;
import dev.quantloop.app.machine.MemoryWatch;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Runs;

/**
 * The thread that tells the world that a worker lives and how far it is, and hears whether it is to
 * stop.
 */
final class Heartbeat implements AutoCloseable {
  /** How often a wish to stop is looked for. */
  static final long PERIOD_MILLIS = 200;

  private static final int BEATS_BETWEEN_LOOKS_AT_MEMORY = 5;

  private final Runs runs;
  private final RunId run;
  private final ProgressBoard board;
  private final WorkerStop stop;
  private final MemoryWatch memory;
  private final Runnable endOfProcess;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param endOfProcess ends the process at once, without unwinding; called when a stop is overdue
   *     while the loop can't notice
   */
  Heartbeat(Runs runs, RunId run, ProgressBoard board, WorkerStop stop, Runnable endOfProcess) {
    this.runs = runs;
    this.run = run;
    this.board = board;
    this.stop = stop;
    this.memory =
        new MemoryWatch(
            AvailableMemory::bytes, warning -> board.event(EventKind.WARNING, null, warning));
    this.endOfProcess = endOfProcess;
    this.thread = new Thread(this::beat, "heartbeat");
    thread.setDaemon(true);
  }

  Heartbeat start() {
    thread.start();
    return this;
  }

  private void beat() {
    for (int beat = 0; !closed; beat++) {
      try {
        if (beat % BEATS_BETWEEN_LOOKS_AT_MEMORY == 0) {
          memory.look();
        }
        if (runs.heartbeat(run, board.progress())) {
          stop.request();
        }
        stop.endIfStuck(this::end);
      } catch (TrackerException e) {
        // A busy database is no reason to die; the loop itself fails if it stays so.
        System.err.println("heartbeat: " + e.getMessage());
      }
      pause();
    }
  }

  private void end() {
    runs.end(run, RunState.STOPPED, "on request");
    endOfProcess.run();
  }

  private void pause() {
    try {
      Thread.sleep(PERIOD_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Ends the thread; no heartbeat follows. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

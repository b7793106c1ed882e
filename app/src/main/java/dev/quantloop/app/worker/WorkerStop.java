package dev.quantloop.app.worker;

import dev.quantloop.app.engine.StopRequest;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The stop of a worker: noticed by its heartbeat, obeyed by its loop. Thread-safe.
 *
 * <p>A unit in progress gets {@link #PATIENCE_MILLIS} to end; then it is abandoned. What can't be
 * abandoned, because llama.cpp offers no way, ends with the process: see {@link #endIfStuck}.
 */
final class WorkerStop implements StopRequest {
  /** Leaves time, of the two seconds that a stop may take, to unwind and to say so. */
  static final long PATIENCE_MILLIS = 1200;

  private final LongSupplier millis;
  private volatile long requestedAt = -1;
  private int stuck;

  WorkerStop(LongSupplier millis) {
    this.millis = millis;
  }

  void request() {
    if (requestedAt < 0) {
      requestedAt = millis.getAsLong();
    }
  }

  @Override
  public boolean made() {
    return requestedAt >= 0;
  }

  @Override
  public boolean requested() {
    long since = requestedAt;
    return since >= 0 && millis.getAsLong() - since >= PATIENCE_MILLIS;
  }

  @Override
  public <T> T uninterruptible(Supplier<T> work) {
    stuck(1);
    try {
      return work.get();
    } finally {
      stuck(-1);
    }
  }

  /** Runs {@code end} if a stop is overdue and the loop is where it can't notice. */
  synchronized void endIfStuck(Runnable end) {
    if (stuck > 0 && requested()) {
      end.run();
    }
  }

  private synchronized void stuck(int change) {
    stuck += change;
  }
}

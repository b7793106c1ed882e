package dev.quantloop.app.loop;

import dev.quantloop.llama.AbortSignal;

/**
 * A wish to stop, seen by the loop in two degrees: at the end of a unit it stops at once; within a
 * unit only when the wish is overdue, since what the unit has computed is lost then.
 * Implementations are thread-safe.
 */
public interface StopRequest {
  StopRequest NEVER =
      new StopRequest() {
        @Override
        public boolean made() {
          return false;
        }

        @Override
        public boolean overdue() {
          return false;
        }
      };

  boolean made();

  boolean overdue();

  /** For native calls that can be interrupted between two steps. */
  default AbortSignal abortSignal() {
    return this::overdue;
  }

  /** To be called where nothing is lost. */
  default void stopHere() {
    if (made()) {
      throw new StoppedException();
    }
  }

  /**
   * Runs what can't be interrupted. A worker process may end itself in the middle of it when a stop
   * is overdue, so the work must leave nothing but temporary files until it returns.
   */
  default <T> T uninterruptible(java.util.function.Supplier<T> work) {
    return work.get();
  }
}

package dev.quantloop.app.engine;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import java.util.function.Supplier;

/**
 * A request to stop, in two degrees: at the end of a unit of work it is obeyed at once; within a
 * unit only when it is overdue, since what the unit has computed is lost then. As an {@link
 * AbortSignal} it interrupts native calls between two steps when it is overdue. Implementations are
 * thread-safe.
 */
public interface StopRequest extends AbortSignal {
  StopRequest NEVER = () -> false;

  /** Whether it is overdue. */
  @Override
  boolean requested();

  /** Whether a stop was asked for. */
  default boolean made() {
    return requested();
  }

  /** To be called where nothing is lost. */
  default void stopHere() {
    if (made()) {
      throw new AbortedException();
    }
  }

  /**
   * Runs what can't be interrupted. The process may end in the middle of it when a stop is overdue,
   * so the work must leave nothing but temporary files until it returns.
   */
  default <T> T uninterruptible(Supplier<T> work) {
    return work.get();
  }
}

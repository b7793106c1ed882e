package dev.quantloop.app.machine;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says once that memory is running short: when the system then kills the worker, the record shows
 * why. Used by one thread.
 */
public final class MemoryWatch {
  static final long SHORT_BYTES = 256L << 20;

  private final LongSupplier available;
  private final Consumer<String> warnings;
  private boolean warned;

  /**
   * @param available bytes that the process could still use
   */
  public MemoryWatch(LongSupplier available, Consumer<String> warnings) {
    this.available = available;
    this.warnings = warnings;
  }

  public void look() {
    long bytes = available.getAsLong();
    if (!warned && bytes < SHORT_BYTES) {
      warned = true;
      warnings.accept("memory is running short: %d MiB are left".formatted(bytes >> 20));
    }
  }
}

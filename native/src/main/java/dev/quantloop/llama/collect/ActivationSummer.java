package dev.quantloop.llama.collect;

import dev.quantloop.llama.jna.TensorView;

/**
 * Adds the squares of a product's input to the sums of its weight, one way or another. Called on
 * the decoding thread only, while the input is complete.
 */
interface ActivationSummer extends AutoCloseable {
  /**
   * Adds every row of a plain product's input, and counts them.
   *
   * @return false if this one can't, and nothing was done
   */
  boolean addDense(ActivationSums target, TensorView weight, TensorView input);

  /**
   * Adds each row to the experts that its token was routed to.
   *
   * @param input [columns, used or 1, tokens]
   * @return false if this one can't, and nothing was done
   */
  boolean addRouted(ActivationSums target, TensorView input, Routing routing);

  /** Whether some of what was added is kept elsewhere until {@link #flush}. */
  default boolean delays() {
    return false;
  }

  /** Brings what is still kept elsewhere into the sums. */
  default void flush() {}

  /** Forgets what is still kept elsewhere. */
  default void clear() {}

  /** Frees native memory; sums that were not flushed are lost. */
  @Override
  void close();
}

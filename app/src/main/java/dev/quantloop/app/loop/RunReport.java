package dev.quantloop.app.loop;

import dev.quantloop.llama.ProgressListener;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;

/** Where a run says how far it is. Called by the one thread that works. */
public interface RunReport {
  /**
   * Begins a stage and ends the one before.
   *
   * @param name such as "1: imatrix"
   * @param unit plural of what is counted, "chunks" or "tensors"
   */
  ProgressListener stage(String name, String unit);

  /** Puts on record what happened; {@code iteration} may be null. */
  void event(EventKind kind, Iteration iteration, String message);
}

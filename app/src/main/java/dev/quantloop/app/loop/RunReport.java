package dev.quantloop.app.loop;

import dev.quantloop.app.engine.EngineReport;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;

/** Hears how far a run is, and what happened. Called by the one thread that works. */
public interface RunReport extends EngineReport {
  /** The stages from here on belong to this iteration. */
  void enter(Iteration iteration);

  /** Records what happened; {@code iteration} may be null. */
  void event(EventKind kind, Iteration iteration, String message);

  /** Records what happens, in a line, where it belongs to no iteration. */
  default void say(String line) {
    event(EventKind.STAGE, null, line);
  }

  @Override
  default void warning(String message) {
    event(EventKind.WARNING, null, message);
  }
}

package dev.quantloop.tracker.record;

/** Life of a run: starting, then running, then one of the rest. */
public enum RunState implements Word {
  STARTING,
  RUNNING,
  FINISHED,
  STOPPED,
  FAILED;

  /** Whether a process is or should be at work. */
  public boolean active() {
    return this == STARTING || this == RUNNING;
  }
}

package dev.quantloop.app.console;

/**
 * Shows the stages of a command on standard error. One stage is open at a time. Used from one
 * thread; a stage's listener may be called from another, which then is the only one.
 */
public interface Progress {
  /**
   * Opens a stage; close it to leave its last line on the screen.
   *
   * @param unit plural of what is counted: chunks, tensors
   * @param tokensEach tokens in a unit, for the rate in tokens/s; 0 where the unit is no text
   */
  Stage stage(String label, String unit, int tokensEach);

  /** Prints a line of its own, above the line of the open stage. */
  void note(String line);
}

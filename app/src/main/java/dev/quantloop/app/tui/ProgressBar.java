package dev.quantloop.app.tui;

/** A bar that is full when something is done. */
public final class ProgressBar {
  private ProgressBar() {}

  /**
   * @param part that is done, 0 to 1
   * @param width in columns
   */
  public static String of(double part, int width, Look look) {
    int full = (int) Math.round(Math.max(0, Math.min(1, part)) * width);
    return look.either("█", "#").repeat(full) + look.either("░", ".").repeat(width - full);
  }
}

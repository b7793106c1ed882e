package dev.quantloop.app.tui;

import java.time.Instant;

/**
 * What a view may know besides the state.
 *
 * @param unicode whether more than ASCII can be shown
 * @param now for ages and times left
 */
public record ViewContext(boolean unicode, Instant now) {
  /** The first text where Unicode can be shown, else the second. */
  public String either(String unicodeText, String asciiText) {
    return unicode ? unicodeText : asciiText;
  }

  /** The text, or its like in ASCII where that is all that can be shown. */
  public String plain(String text) {
    return unicode
        ? text
        : text.replace("Δ", "d").replace("±", "+-").replace("×", "x").replace("–", "-");
  }

  /**
   * A bar that is full when something is done.
   *
   * @param part that is done, 0 to 1
   * @param width in columns
   */
  public String bar(double part, int width) {
    int full = (int) Math.round(Math.max(0, Math.min(1, part)) * width);
    return either("█", "#").repeat(full) + either("░", ".").repeat(width - full);
  }
}

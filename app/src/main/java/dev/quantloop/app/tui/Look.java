package dev.quantloop.app.tui;

import java.time.Instant;

/**
 * What a view may know besides the state.
 *
 * @param unicode whether more than ASCII can be shown
 * @param now for ages and times left
 */
public record Look(boolean unicode, Instant now) {
  /** The first text where Unicode can be shown, else the second. */
  public String either(String unicodeText, String asciiText) {
    return unicode ? unicodeText : asciiText;
  }
}

package dev.quantloop.app.tui.text;

import dev.quantloop.app.tui.grid.Style;
import java.util.regex.Pattern;

/** A line of a text: no control characters, and not longer than a screen could ever need. */
public record TextLine(String text, Style style) {
  /** What is longer is cut; its rest would only be in the way of everything else. */
  static final int MOST_CHARACTERS = 10_000;

  private static final int TAB = 8;
  private static final Pattern ESCAPE_SEQUENCE =
      Pattern.compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?|.)?");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  public static TextLine of(String text) {
    return new TextLine(text, Style.PLAIN);
  }

  /** A line that a program printed, as a terminal would show it. */
  public static TextLine printed(String raw) {
    String shown = raw.length() > MOST_CHARACTERS ? raw.substring(0, MOST_CHARACTERS) : raw;
    if (CONTROL.matcher(shown).find()) {
      shown = ESCAPE_SEQUENCE.matcher(shown).replaceAll("");
      shown = withoutTabs(lastVersion(shown));
      shown = CONTROL.matcher(shown).replaceAll("");
    }
    return of(shown);
  }

  /** A carriage return begins the line anew, as progress bars do. */
  private static String lastVersion(String text) {
    String written = text.replaceFirst("\r+$", "");
    return written.substring(written.lastIndexOf('\r') + 1);
  }

  private static String withoutTabs(String text) {
    StringBuilder expanded = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\t') {
        expanded.append(" ".repeat(TAB - expanded.length() % TAB));
      } else {
        expanded.append(text.charAt(i));
      }
    }
    return expanded.toString();
  }
}

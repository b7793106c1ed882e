package dev.quantloop.app.tui.text;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a {@link TextPane}. */
public final class TextPaneView {
  private static final Style MATCH = Style.BOLD.with(Color.YELLOW).withUnderline();

  private TextPaneView() {}

  /**
   * Draws the lines around the cursor.
   *
   * @param focused whether keys and clicks go to it
   */
  public static void draw(Canvas canvas, TextPane pane, boolean focused) {
    List<TextLine> lines = pane.lines();
    int room = canvas.height();
    int first = Math.max(0, Math.min(pane.cursor() - room / 2, lines.size() - room));
    for (int y = 0; y < room && first + y < lines.size(); y++) {
      draw(canvas, y, lines.get(first + y), pane);
      if (focused) {
        canvas.target(y, first + y);
      }
      if (focused && first + y == pane.cursor()) {
        canvas.restyle(y, Style.REVERSED);
      }
    }
  }

  private static void draw(Canvas canvas, int y, TextLine line, TextPane pane) {
    String shown = DisplayWidth.cut(from(line.text(), pane.left()), canvas.width());
    int x = 0;
    int at = 0;
    if (!pane.search().text().isEmpty()) {
      SearchText wanted = SearchText.of(pane.search().text());
      for (int match = wanted.in(shown, 0); match >= 0; match = wanted.in(shown, at)) {
        x = canvas.text(x, y, shown.substring(at, match), line.style());
        at = match + wanted.text().length();
        x = canvas.text(x, y, shown.substring(match, at), MATCH);
      }
    }
    canvas.text(x, y, shown.substring(at), line.style());
  }

  /** Without its first columns. */
  private static String from(String text, int columns) {
    int skipped = 0;
    int at = 0;
    while (at < text.length() && skipped < columns) {
      int codePoint = text.codePointAt(at);
      skipped += DisplayWidth.of(codePoint);
      at += Character.charCount(codePoint);
    }
    return text.substring(at);
  }

  /** Draws the line in which a search is typed, or else where in the text the cursor is. */
  public static void drawStatus(Canvas line, TextPane pane) {
    if (pane.search().open()) {
      pane.search().draw(line, pane.missing());
      return;
    }
    line.text(0, 0, DisplayWidth.cut(status(pane), line.width()), Style.of(Color.GRAY));
  }

  private static String status(TextPane pane) {
    int count = pane.lines().size();
    if (count == 0) {
      return "no lines";
    }
    List<String> parts = new ArrayList<>();
    parts.add(String.format(Locale.US, "line %,d of %,d", pane.cursor() + 1, count));
    if (pane.following()) {
      parts.add("following");
    }
    if (pane.left() > 0) {
      parts.add("from column " + (pane.left() + 1));
    }
    if (!pane.search().text().isEmpty()) {
      String result = pane.missing() ? " is not there" : ": n N";
      parts.add("\"" + pane.search().text() + "\"" + result + ", esc ends it");
    }
    return String.join("  ", parts);
  }
}

package dev.quantloop.app.tui.text;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text of one or more lines that is being edited: an immutable value. Long lines are shown in
 * several rows.
 *
 * @param field the text with its line breaks
 */
public record TextArea(TextField field) {
  private static final int NEW_LINE = '\n';

  public static TextArea of(String text) {
    return new TextArea(TextField.of(text));
  }

  public String text() {
    return field.text();
  }

  /** The area after an editing key; empty for others, and for Up and Down at the edges. */
  public Optional<TextArea> press(Key key) {
    Optional<TextField> pressed =
        switch (key.kind()) {
          case UP -> otherLine(-1);
          case DOWN -> otherLine(1);
          case HOME -> Optional.of(at(lineStart(field.cursor())));
          case END -> Optional.of(at(lineEnd(field.cursor())));
          case PASTE -> Optional.of(field.insert(key.text()));
          default -> field.press(key);
        };
    return pressed.map(TextArea::new);
  }

  public TextArea lineBroken() {
    return new TextArea(field.insert("\n"));
  }

  private int[] codePoints() {
    return text().codePoints().toArray();
  }

  private TextField at(int position) {
    return new TextField(text(), position);
  }

  private int lineStart(int position) {
    int[] all = codePoints();
    int start = position;
    while (start > 0 && all[start - 1] != NEW_LINE) {
      start--;
    }
    return start;
  }

  private int lineEnd(int position) {
    int[] all = codePoints();
    int end = position;
    while (end < all.length && all[end] != NEW_LINE) {
      end++;
    }
    return end;
  }

  private Optional<TextField> otherLine(int direction) {
    int start = lineStart(field.cursor());
    int column = field.cursor() - start;
    int there = direction < 0 ? start - 1 : lineEnd(field.cursor()) + 1;
    if (there < 0 || there > codePoints().length) {
      return Optional.empty();
    }
    return Optional.of(at(Math.min(lineStart(there) + column, lineEnd(there))));
  }

  /** Part of the text that takes a row, by code points. */
  private record Row(int from, int to) {}

  /** Rows that it takes at a width. */
  public int rows(int width) {
    return layout(width).size();
  }

  private List<Row> layout(int width) {
    int[] all = codePoints();
    List<Row> rows = new ArrayList<>();
    int from = 0;
    int used = 0;
    for (int i = 0; i < all.length; i++) {
      int wide = DisplayWidth.of(all[i]);
      if (all[i] == NEW_LINE) {
        rows.add(new Row(from, i));
        from = i + 1;
        used = 0;
      } else if (used + wide > Math.max(2, width)) {
        rows.add(new Row(from, i));
        from = i;
        used = wide;
      } else {
        used += wide;
      }
    }
    rows.add(new Row(from, all.length));
    // The cursor behind a full row needs one more.
    if (used >= width) {
      rows.add(new Row(all.length, all.length));
    }
    return rows;
  }

  /**
   * Draws the rows around the cursor.
   *
   * @param focused whether to show the cursor
   */
  public void draw(Canvas canvas, boolean focused) {
    int[] all = codePoints();
    List<Row> rows = layout(canvas.width());
    int cursorRow = cursorRow(rows);
    int first = Math.max(0, Math.min(cursorRow - canvas.height() + 1, rows.size() - 1));
    for (int y = 0; y < canvas.height() && first + y < rows.size(); y++) {
      Row row = rows.get(first + y);
      int x = 0;
      for (int i = row.from(); i < row.to(); i++) {
        boolean under = focused && i == field.cursor();
        x = canvas.text(x, y, Character.toString(all[i]), under ? Style.REVERSED : Style.PLAIN);
      }
      if (focused && first + y == cursorRow && field.cursor() == row.to()) {
        canvas.text(x, y, " ", Style.REVERSED);
      }
    }
  }

  /** The last one that the cursor can stand in: a wrapped line's end is the next row's start. */
  private int cursorRow(List<Row> rows) {
    int found = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).from() <= field.cursor()) {
        found = i;
      }
    }
    return found;
  }
}

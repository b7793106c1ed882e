package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.Optional;

/**
 * A line of text that is being edited.
 *
 * @param cursor position in the text, in code points, 0 to its length
 */
public record TextField(String text, int cursor) {
  public static TextField of(String text) {
    return new TextField(text, text.codePointCount(0, text.length()));
  }

  /** The field after an editing key or a paste; empty for a key that edits nothing. */
  public Optional<TextField> press(Key key) {
    if (key.types()) {
      return Optional.of(insert(Character.toString(key.character())));
    }
    if (key.kind() == Key.Kind.PASTE) {
      return Optional.of(insert(key.line()));
    }
    if (key.ctrl()) {
      return switch (key.character()) {
        case 'a' -> Optional.of(at(0));
        case 'e' -> Optional.of(at(length()));
        case 'u' -> Optional.of(new TextField(text.substring(index(cursor)), 0));
        case 'k' -> Optional.of(new TextField(text.substring(0, index(cursor)), cursor));
        case 'w' -> Optional.of(deleteWord());
        default -> Optional.empty();
      };
    }
    return switch (key.kind()) {
      case LEFT -> Optional.of(at(cursor - 1));
      case RIGHT -> Optional.of(at(cursor + 1));
      case HOME -> Optional.of(at(0));
      case END -> Optional.of(at(length()));
      case BACKSPACE -> Optional.of(cursor == 0 ? this : without(cursor - 1, cursor));
      case DELETE -> Optional.of(cursor == length() ? this : without(cursor, cursor + 1));
      default -> Optional.empty();
    };
  }

  /** Draws the text with its cursor, scrolled so that the cursor can be seen. */
  public void draw(Canvas canvas, int y, Style style) {
    String before = text.substring(0, index(cursor));
    canvas.fillRow(y, style);
    int at = canvas.text(0, y, before.substring(firstShown(before, canvas.width())), style);
    String under = cursor < length() ? Character.toString(text.codePointAt(index(cursor))) : " ";
    int after = canvas.text(at, y, under, style.withReversed());
    if (cursor < length()) {
      int end = text.offsetByCodePoints(index(cursor), Math.min(length() - cursor, canvas.width()));
      canvas.text(
          after, y, text.substring(index(cursor + 1), Math.max(index(cursor + 1), end)), style);
    }
  }

  /** Where what is shown begins so that there is room for the cursor; found from the end. */
  private static int firstShown(String before, int width) {
    int first = before.length();
    int used = 1;
    while (first > 0) {
      int codePoint = before.codePointBefore(first);
      used += DisplayWidth.of(codePoint);
      if (used > Math.max(1, width)) {
        break;
      }
      first -= Character.charCount(codePoint);
    }
    return first;
  }

  /** Draws the line in which a search is typed. */
  public void drawSearch(Canvas line) {
    line.text(0, 0, "/", Style.BOLD);
    draw(line.part(1, 0, line.width() - 1, 1), 0, Style.PLAIN);
  }

  private int length() {
    return text.codePointCount(0, text.length());
  }

  private int index(int codePoints) {
    return text.offsetByCodePoints(0, codePoints);
  }

  private TextField at(int position) {
    return new TextField(text, Math.max(0, Math.min(length(), position)));
  }

  /** With a text before the cursor. */
  public TextField insert(String typed) {
    return replaced(cursor, cursor, typed);
  }

  private TextField without(int from, int to) {
    return replaced(from, to, "");
  }

  /** With other text in place of some code points; the cursor stands after it. */
  public TextField replaced(int from, int to, String other) {
    String begun = text.substring(0, index(from)) + other;
    return new TextField(
        begun + text.substring(index(to)), begun.codePointCount(0, begun.length()));
  }

  private TextField deleteWord() {
    int from = cursor;
    while (from > 0 && text.codePointAt(index(from - 1)) == ' ') {
      from--;
    }
    while (from > 0 && text.codePointAt(index(from - 1)) != ' ') {
      from--;
    }
    return without(from, cursor);
  }
}

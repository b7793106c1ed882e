package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Style;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** A text of several lines whose characters have styles. Immutable. */
public final class StyledText {
  private static final int TAB = 4;
  private static final char REPLACEMENT = '\uFFFD';

  private final int[] characters;
  private final Style[] styles;

  private StyledText(int[] characters, Style[] styles) {
    this.characters = characters;
    this.styles = styles;
  }

  /** Puts a text together from parts, each in one style. */
  public static final class Builder {
    private final List<Integer> characters = new ArrayList<>();
    private final List<Style> styles = new ArrayList<>();
    private int column;

    public Builder add(String text, Style style) {
      Normalizer.normalize(text, Normalizer.Form.NFC)
          .codePoints()
          .filter(character -> character != '\r')
          .forEach(character -> add(character, style));
      return this;
    }

    /** Tabs become blanks, and what would command a terminal a replacement character. */
    private void add(int character, Style style) {
      if (character == '\t') {
        int stop = (column / TAB + 1) * TAB;
        while (column < stop) {
          add(' ', style);
        }
        return;
      }
      boolean control = Character.isISOControl(character) && character != '\n';
      characters.add(control ? REPLACEMENT : character);
      styles.add(style);
      column = character == '\n' ? 0 : column + 1;
    }

    public StyledText build() {
      return new StyledText(
          characters.stream().mapToInt(Integer::intValue).toArray(), styles.toArray(new Style[0]));
    }
  }

  int length() {
    return characters.length;
  }

  int character(int index) {
    return characters[index];
  }

  Style style(int index) {
    return styles[index];
  }

  /**
   * A line on the screen.
   *
   * @param from its first character
   * @param to the character after its last
   */
  record Row(int from, int to) {}

  /** The text in rows that fit, broken after blanks where there are any. */
  List<Row> rows(int width) {
    List<Row> rows = new ArrayList<>();
    int from = 0;
    int used = 0;
    int blank = -1;
    for (int i = 0; i < characters.length; i++) {
      int wide = DisplayWidth.of(characters[i]);
      if (characters[i] == '\n') {
        rows.add(new Row(from, i));
        from = i + 1;
        used = 0;
        blank = -1;
        continue;
      }
      if (used + wide > width && i > from) {
        int next = blank > from ? blank + 1 : i;
        rows.add(new Row(from, next));
        from = next;
        used = width(from, i);
        blank = -1;
      }
      blank = characters[i] == ' ' ? i : blank;
      used += wide;
    }
    rows.add(new Row(from, characters.length));
    return rows;
  }

  /** The same rows without their styles. */
  public List<String> lines(int width) {
    return rows(width).stream()
        .map(row -> new String(characters, row.from(), row.to() - row.from()))
        .toList();
  }

  private int width(int from, int to) {
    int width = 0;
    for (int i = from; i < to; i++) {
      width += DisplayWidth.of(characters[i]);
    }
    return width;
  }

  /** Where a text begins in this one, in either case; breaks of lines count as blanks. */
  List<Integer> find(String wanted) {
    int[] sought = wanted.codePoints().map(StyledText::folded).toArray();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; sought.length > 0 && i + sought.length <= characters.length; i++) {
      int same = 0;
      while (same < sought.length && folded(characters[i + same]) == sought[same]) {
        same++;
      }
      if (same == sought.length) {
        found.add(i);
      }
    }
    return found;
  }

  private static int folded(int character) {
    return character == '\n' ? ' ' : Character.toLowerCase(Character.toUpperCase(character));
  }
}

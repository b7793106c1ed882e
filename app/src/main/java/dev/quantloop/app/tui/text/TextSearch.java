package dev.quantloop.app.tui.text;

/**
 * A search through the lines of a text, once around: an immutable value.
 *
 * @param from the line that is looked at first
 * @param direction 1 for down, -1 for up
 * @param left lines that have not been looked at
 */
public record TextSearch(Lines lines, Wanted wanted, int from, int direction, int left) {
  /** Through all lines. */
  static TextSearch of(Lines lines, String text, int from, int direction) {
    return new TextSearch(lines, Wanted.of(text), from, direction, lines.size());
  }

  /** The first line with a match among so many; -1 if there is none. */
  int line(int most) {
    for (int i = 0; i < Math.min(most, left); i++) {
      int line = Math.floorMod(from + direction * i, lines.size());
      if (wanted.in(lines.get(line).text(), 0) >= 0) {
        return line;
      }
    }
    return -1;
  }

  /** The same search after so many lines. */
  TextSearch after(int many) {
    return new TextSearch(lines, wanted, from + direction * many, direction, left - many);
  }
}

package dev.quantloop.app.tui.text;

import dev.quantloop.app.tui.dialog.FilterField;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A long text with a cursor, which can be searched and followed while it grows: an immutable value.
 *
 * @param cursor the line that is chosen; what is shown lies around it
 * @param left columns that are scrolled away
 * @param following whether the cursor goes to the end when there is more
 * @param search what is looked for, and whether it is being typed
 * @param origin where the cursor was before the search was typed
 * @param missing whether what is looked for is nowhere
 */
public record TextPane(
    List<TextLine> lines,
    int cursor,
    int left,
    boolean following,
    FilterField search,
    int origin,
    boolean missing) {
  public TextPane {
    lines = List.copyOf(lines);
  }

  public static final TextPane EMPTY =
      new TextPane(List.of(), 0, 0, false, FilterField.CLOSED, 0, false);

  private static final int SIDE_STEP = 16;

  /** From the beginning of a text. */
  public static TextPane of(List<TextLine> lines) {
    return EMPTY.with(lines);
  }

  /** At the end of a text, and following it. */
  public static TextPane following(List<TextLine> lines) {
    return EMPTY.followed(true).with(lines);
  }

  /** The same place in a text that has other lines, or more of them. */
  public TextPane with(List<TextLine> others) {
    TextPane next = new TextPane(others, cursor, left, following, search, origin, missing);
    return next.at(following ? others.size() - 1 : cursor, following);
  }

  public TextPane appended(List<TextLine> more) {
    return with(joined(lines, more));
  }

  private static List<TextLine> joined(List<TextLine> first, List<TextLine> second) {
    // Not of Stream.toList(), which List.copyOf() would copy again for each state.
    return List.copyOf(Stream.concat(first.stream(), second.stream()).toList());
  }

  /** With lines before all others; the cursor stays on its line. */
  public TextPane preceded(List<TextLine> earlier) {
    TextPane next = with(joined(earlier, lines));
    return next.at(cursor + earlier.size(), following);
  }

  private TextPane at(int line, boolean follow) {
    int within = Math.max(0, Math.min(lines.size() - 1, line));
    return new TextPane(lines, within, left, follow, search, origin, missing);
  }

  public TextPane at(int line) {
    return at(line, following && line >= lines.size() - 1);
  }

  public TextPane move(int by) {
    return at(cursor + by);
  }

  /** Sticks to the end, or no longer. */
  public TextPane followed(boolean wanted) {
    return at(wanted ? lines.size() - 1 : cursor, wanted);
  }

  /** Sticks to the end if it did not, and the other way round. */
  public TextPane turned() {
    return followed(!following);
  }

  public TextPane toTheRight() {
    return scrolled(left + SIDE_STEP);
  }

  public TextPane toTheLeft() {
    return scrolled(Math.max(0, left - SIDE_STEP));
  }

  public TextPane scrolled(int columns) {
    return new TextPane(lines, cursor, columns, following, search, origin, missing);
  }

  public Optional<TextLine> selected() {
    return lines.size() == 0 ? Optional.empty() : Optional.of(lines.get(cursor));
  }

  public TextPane searching() {
    FilterField empty = FilterField.CLOSED.opened();
    return new TextPane(lines, cursor, left, following, empty, cursor, false);
  }

  /** The text after a key that belongs to its search; empty for all others. */
  public Optional<TextPane> typed(Key key) {
    return search.press(key).map(field -> typed(field, search.open()));
  }

  /** Goes to the first match from where the search began on, or back there without one. */
  private TextPane typed(FilterField field, boolean wasOpen) {
    boolean same = field.text().equals(search.text());
    TextPane next = new TextPane(lines, cursor, left, following, field, origin, missing);
    if (same) {
      return next;
    }
    return field.text().isEmpty()
        ? next.found(wasOpen ? origin : cursor, false)
        : next.looking(origin, 1, origin);
  }

  private TextPane found(int line, boolean nowhere) {
    TextPane next = at(line);
    return new TextPane(lines, next.cursor, left, next.following, search, origin, nowhere);
  }

  /** At the next match below or above, beyond the end from the other end on. */
  public TextPane next(int direction) {
    return search.text().isEmpty() ? this : looking(cursor + direction, direction, cursor);
  }

  /**
   * Looks through all lines once; a log of several megabytes takes some milliseconds.
   *
   * @param otherwise the line to be on if nothing is found
   */
  private TextPane looking(int from, int direction, int otherwise) {
    SearchText wanted = SearchText.of(search.text());
    for (int i = 0; i < lines.size(); i++) {
      int line = Math.floorMod(from + direction * i, lines.size());
      if (wanted.in(lines.get(line).text(), 0) >= 0) {
        return found(line, false);
      }
    }
    return found(otherwise, true);
  }
}

package dev.quantloop.app.tui.text;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.dialog.FilterField;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * A long text with a cursor, which can be searched and followed while it grows: an immutable value.
 *
 * @param cursor the line that is chosen; what is shown lies around it
 * @param left columns that are scrolled away
 * @param following whether the cursor goes to the end when there is more
 * @param search what is looked for, and whether it is being typed
 * @param origin where the cursor was before the search was typed
 * @param missing whether what is looked for is nowhere
 * @param pending the rest of a search, which goes on in the background
 */
public record TextPane(
    Lines lines,
    int cursor,
    int left,
    boolean following,
    FilterField search,
    int origin,
    boolean missing,
    Optional<TextSearch> pending) {
  public static final TextPane EMPTY =
      new TextPane(Lines.NONE, 0, 0, false, FilterField.CLOSED, 0, false, Optional.empty());

  private static final int SIDE_STEP = 16;

  /** Lines that are looked through before a key is answered: a millisecond or two. */
  static final int AT_ONCE = 4096;

  /**
   * What came of a search in the background.
   *
   * @param line with a match, or -1
   */
  public record Found(TextSearch search, int line) implements Message {}

  /** From the beginning of a text. */
  public static TextPane of(List<TextLine> lines) {
    return EMPTY.with(Lines.of(lines));
  }

  /** At the end of a text, and following it. */
  public static TextPane following(Lines lines) {
    return EMPTY.followed(true).with(lines);
  }

  /** The same place in a text that has other lines, or more of them. */
  public TextPane with(Lines others) {
    TextPane next = new TextPane(others, cursor, left, following, search, origin, missing, pending);
    return next.at(following ? others.size() - 1 : cursor, following);
  }

  public TextPane appended(List<TextLine> more) {
    return with(lines.with(more));
  }

  /** With lines before all others; the cursor stays on its line. */
  public TextPane preceded(List<TextLine> earlier) {
    TextPane next = with(lines.after(earlier));
    return next.at(cursor + earlier.size(), following);
  }

  /** With no more than so many lines, the last ones; the cursor stays on its line if it can. */
  public TextPane last(int most) {
    Lines kept = lines.last(most);
    int gone = lines.size() - kept.size();
    return gone == 0 ? this : at(cursor - gone, following).with(kept);
  }

  private TextPane at(int line, boolean follow) {
    int within = Math.max(0, Math.min(lines.size() - 1, line));
    return new TextPane(lines, within, left, follow, search, origin, missing, pending);
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
    return new TextPane(lines, cursor, columns, following, search, origin, missing, pending);
  }

  public Optional<TextLine> selected() {
    return lines.size() == 0 ? Optional.empty() : Optional.of(lines.get(cursor));
  }

  public TextPane searching() {
    FilterField empty = FilterField.CLOSED.opened();
    return new TextPane(lines, cursor, left, following, empty, cursor, false, Optional.empty());
  }

  /** The text after a key that belongs to its search; empty for all others. */
  public Optional<TextPane> typed(Key key) {
    return search.press(key).map(field -> typed(field, search.open()));
  }

  /** Goes to the first match from where the search began on, or back there without one. */
  private TextPane typed(FilterField field, boolean wasOpen) {
    boolean same = field.text().equals(search.text());
    Optional<TextSearch> kept = same ? pending : Optional.empty();
    TextPane next = new TextPane(lines, cursor, left, following, field, origin, missing, kept);
    if (same) {
      return next;
    }
    return field.text().isEmpty()
        ? next.found(wasOpen ? origin : cursor, false)
        : next.looking(origin, 1, origin);
  }

  private TextPane found(int line, boolean nowhere) {
    TextPane next = at(line);
    return new TextPane(
        lines, next.cursor, left, next.following, search, origin, nowhere, Optional.empty());
  }

  /** At the next match below or above, beyond the end from the other end on. */
  public TextPane next(int direction) {
    return search.text().isEmpty() ? this : looking(cursor + direction, direction, cursor);
  }

  /**
   * Looks through the first of the lines. The others take too long for a key, and are left to
   * {@link #step}.
   *
   * @param otherwise the line to be on as long as nothing is found
   */
  private TextPane looking(int line, int direction, int otherwise) {
    TextSearch all = TextSearch.of(lines, search.text(), line, direction);
    int match = all.line(AT_ONCE);
    if (match >= 0 || all.left() <= AT_ONCE) {
      return found(match < 0 ? otherwise : match, match < 0);
    }
    TextPane here = at(otherwise);
    return new TextPane(
        lines,
        here.cursor,
        left,
        here.following,
        search,
        origin,
        false,
        Optional.of(all.after(AT_ONCE)));
  }

  /** A step to a state that has this text, with what is still to be looked for in it. */
  public Step step(Screen state, TextPane before) {
    if (pending.isEmpty() || pending.equals(before.pending)) {
      return Step.to(state);
    }
    TextSearch wanted = pending.get();
    return Step.to(
        state,
        new Effect.Background(
            answers -> answers.accept(new Found(wanted, wanted.line(Integer.MAX_VALUE)))));
  }

  /** Whether the answer is to what is looked for now. */
  public boolean awaits(Found found) {
    return pending.filter(found.search()::equals).isPresent();
  }

  /** After an answer; one to what is no longer looked for means nothing. */
  public TextPane hear(Found found) {
    if (!awaits(found)) {
      return this;
    } else if (found.line() < 0) {
      return found(cursor, true);
    }
    // Lines have another place where some before them have come or gone.
    TextLine match = found.search().lines().get(found.line());
    return found.line() < lines.size() && lines.get(found.line()) == match
        ? found(found.line(), false)
        : looking(cursor, found.search().direction(), cursor);
  }
}

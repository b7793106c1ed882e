package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.tui.dialog.HistoryCursor;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.text.TextArea;
import dev.quantloop.app.tui.text.WordChoice;
import java.util.Optional;

/**
 * The statement that is being written: an immutable value.
 *
 * @param completion the words to choose from, while there are several
 * @param cursor what was asked before
 */
public record SqlEditor(TextArea area, Optional<WordChoice> completion, HistoryCursor cursor) {
  static final SqlEditor EMPTY =
      new SqlEditor(TextArea.of(""), Optional.empty(), HistoryCursor.NONE);

  String text() {
    return area.text();
  }

  /** With another statement, the cursor at its end. */
  SqlEditor with(String sql) {
    return new SqlEditor(TextArea.of(sql), Optional.empty(), cursor);
  }

  /** With one from a list; what was written is the one before it. */
  SqlEditor choosing(String sql) {
    return (text().isBlank() ? this : recalling(cursor.with(text()))).with(sql);
  }

  SqlEditor recalling(HistoryCursor other) {
    return new SqlEditor(area, completion, other);
  }

  /** After a key that edits; empty for others. */
  Optional<SqlEditor> press(Key key) {
    return area.press(key).map(edited -> new SqlEditor(edited, Optional.empty(), cursor));
  }

  SqlEditor lineBroken() {
    return new SqlEditor(area.lineBroken(), Optional.empty(), cursor);
  }

  SqlEditor older() {
    HistoryCursor at = cursor.older(text());
    return new SqlEditor(TextArea.of(at.text()), Optional.empty(), at);
  }

  SqlEditor newer() {
    HistoryCursor at = cursor.newer();
    return at.at() == cursor.at()
        ? this
        : new SqlEditor(TextArea.of(at.text()), Optional.empty(), at);
  }

  /** With the next word where there is a choice, else completed anew; the same if there is none. */
  SqlEditor completed(Schema schema, int direction) {
    Optional<WordChoice> next =
        completion
            .map(open -> open.next(direction))
            .or(() -> SqlCompletion.of(schema, area.field()));
    return next.map(
            chosen ->
                new SqlEditor(new TextArea(chosen.field()), next.filter(WordChoice::open), cursor))
        .orElse(this);
  }

  SqlEditor chosen() {
    return new SqlEditor(area, Optional.empty(), cursor);
  }
}

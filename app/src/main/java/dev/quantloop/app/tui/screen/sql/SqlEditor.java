package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.tui.dialog.Recall;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.text.TextArea;
import dev.quantloop.app.tui.text.WordChoice;
import java.util.Optional;

/**
 * The statement that is being written: an immutable value.
 *
 * @param completion the words to choose from, while there are several
 * @param recall what was asked before
 */
public record SqlEditor(TextArea area, Optional<WordChoice> completion, Recall recall) {
  static final SqlEditor EMPTY = new SqlEditor(TextArea.of(""), Optional.empty(), Recall.NONE);

  String text() {
    return area.text();
  }

  /** With another statement, the cursor at its end. */
  SqlEditor with(String sql) {
    return new SqlEditor(TextArea.of(sql), Optional.empty(), recall);
  }

  /** With one from a list; what was written is the one before it. */
  SqlEditor choosing(String sql) {
    return (text().isBlank() ? this : recalling(recall.with(text()))).with(sql);
  }

  SqlEditor recalling(Recall other) {
    return new SqlEditor(area, completion, other);
  }

  /** After a key that edits; empty for others. */
  Optional<SqlEditor> press(Key key) {
    return area.press(key).map(edited -> new SqlEditor(edited, Optional.empty(), recall));
  }

  SqlEditor lineBroken() {
    return new SqlEditor(area.lineBroken(), Optional.empty(), recall);
  }

  SqlEditor older() {
    Recall at = recall.older(text());
    return new SqlEditor(TextArea.of(at.text()), Optional.empty(), at);
  }

  SqlEditor newer() {
    Recall at = recall.newer();
    return at.at() == recall.at()
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
                new SqlEditor(new TextArea(chosen.field()), next.filter(WordChoice::open), recall))
        .orElse(this);
  }

  SqlEditor chosen() {
    return new SqlEditor(area, Optional.empty(), recall);
  }
}

package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.text.Recall;
import dev.quantloop.app.tui.text.WordChoice;
import java.util.Optional;

/**
 * The arguments that are being written: an immutable value.
 *
 * @param completion the words to choose from, while there are several
 * @param recall what was written before
 */
public record ArgumentLine(TextField field, Optional<WordChoice> completion, Recall recall) {
  static final ArgumentLine EMPTY = of("");

  static ArgumentLine of(String text) {
    return new ArgumentLine(TextField.of(text), Optional.empty(), Recall.NONE);
  }

  String text() {
    return field.text();
  }

  /** After a key that edits; empty for others. */
  Optional<ArgumentLine> press(Key key) {
    return field.press(key).map(edited -> new ArgumentLine(edited, Optional.empty(), recall));
  }

  ArgumentLine recalling(Recall other) {
    return new ArgumentLine(field, completion, other);
  }

  ArgumentLine older() {
    return at(recall.older(text()));
  }

  ArgumentLine newer() {
    Recall next = recall.newer();
    return next.at() == recall.at() ? this : at(next);
  }

  private ArgumentLine at(Recall place) {
    return new ArgumentLine(TextField.of(place.text()), Optional.empty(), place);
  }

  ArgumentLine completed(WordChoice choice) {
    return new ArgumentLine(choice.field(), Optional.of(choice).filter(WordChoice::open), recall);
  }

  ArgumentLine chosen() {
    return new ArgumentLine(field, Optional.empty(), recall);
  }
}

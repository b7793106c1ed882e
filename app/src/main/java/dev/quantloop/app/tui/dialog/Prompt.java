package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks for a line of text.
 *
 * @param selected whether the text is replaced by what is typed, till the first key
 * @param earlier texts, to be had by the arrow keys
 * @param problem says what is wrong with a text, or is empty; asked at each key
 */
public record Prompt(
    String title,
    String label,
    TextField field,
    boolean selected,
    HistoryCursor earlier,
    Function<String, Optional<String>> problem,
    Function<String, Effect> onEnter)
    implements Dialog {
  private static final int WIDTH = 60;

  /** With a text that one goes on writing. */
  public Prompt(
      String title,
      String label,
      TextField field,
      Function<String, Optional<String>> problem,
      Function<String, Effect> onEnter) {
    this(title, label, field, false, HistoryCursor.NONE, problem, onEnter);
  }

  /** The same with a text that typing replaces. */
  public Prompt selecting() {
    return new Prompt(title, label, field, !field.text().isEmpty(), earlier, problem, onEnter);
  }

  /** The same with texts that were entered before. */
  public Prompt recalling(HistoryCursor texts) {
    return new Prompt(title, label, field, selected, texts, problem, onEnter);
  }

  private Prompt editing(TextField edited, HistoryCursor place) {
    return new Prompt(title, label, edited, false, place, problem, onEnter);
  }

  @Override
  public Size size(int columns) {
    int text = DisplayWidth.of(field.text()) + 1;
    int width = Math.max(Math.max(WIDTH, label.length()), text);
    return new Size(width, 2 + Math.max(1, said(Math.min(width, columns)).size()));
  }

  private List<String> said(int width) {
    return problem
        .apply(field.text())
        .map(what -> DisplayWidth.fold("", "", what, width))
        .orElse(List.of());
  }

  @Override
  public Answer press(Key key) {
    if (key.kind() == Key.Kind.ENTER) {
      return problem.apply(field.text()).isPresent()
          ? Answer.stay(this)
          : Answer.done(onEnter.apply(field.text().strip()));
    }
    if (key.kind() == Key.Kind.UP) {
      return cursor(earlier.older(field.text()));
    } else if (key.kind() == Key.Kind.DOWN) {
      return cursor(earlier.newer());
    }
    boolean replaced =
        selected
            && (key.types() || key.kind() == Key.Kind.BACKSPACE || key.kind() == Key.Kind.DELETE);
    TextField edited = replaced ? TextField.of("") : field;
    return Answer.stay(editing(edited.press(key).orElse(edited), earlier));
  }

  private Answer cursor(HistoryCursor place) {
    return Answer.stay(
        place.at() == earlier.at() ? this : editing(TextField.of(place.text()), place));
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    canvas.text(0, 0, label);
    field.draw(canvas, 1, Style.PLAIN.withUnderline());
    if (selected) {
      int end = DisplayWidth.of(field.text());
      canvas.part(0, 1, end, 1).restyle(0, Style.REVERSED);
    }
    canvas.lines(0, 2, said(canvas.width()), Style.of(Color.YELLOW));
  }
}

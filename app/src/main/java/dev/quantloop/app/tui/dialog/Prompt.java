package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks for a line of text.
 *
 * @param problem says what is wrong with a text, or is empty; asked at each key
 */
public record Prompt(
    String title,
    String label,
    TextField field,
    Function<String, Optional<String>> problem,
    Function<String, Effect> onEnter)
    implements Dialog {
  private static final int WIDTH = 60;

  @Override
  public Size size() {
    return new Size(Math.max(WIDTH, label.length()), 3);
  }

  @Override
  public Answer press(Key key) {
    if (key.kind() == Key.Kind.ENTER) {
      return problem.apply(field.text()).isPresent()
          ? Answer.stay(this)
          : Answer.done(onEnter.apply(field.text().strip()));
    }
    return Answer.stay(new Prompt(title, label, field.press(key).orElse(field), problem, onEnter));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    canvas.text(0, 0, label);
    field.draw(canvas, 1, Style.PLAIN.withUnderline());
    problem.apply(field.text()).ifPresent(what -> canvas.text(0, 2, what, Style.of(Color.YELLOW)));
  }
}

package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;

/** Asks whether something is to be done. Only y does it. */
public record Question(String title, List<String> lines, Effect onYes) implements Dialog {
  private static final String CHOICE = "y  yes     n  no";

  @Override
  public Size size() {
    int widest = lines.stream().mapToInt(String::length).max().orElse(0);
    return new Size(Math.max(widest, CHOICE.length()), lines.size() + 2);
  }

  @Override
  public Answer press(Key key) {
    if (key.equals(Key.of('y'))) {
      return Answer.done(onYes);
    }
    return key.equals(Key.of('n')) ? Answer.done() : Answer.stay(this);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    for (int i = 0; i < lines.size(); i++) {
      canvas.text(0, i, lines.get(i));
    }
    canvas.text(0, lines.size() + 1, CHOICE, Style.BOLD);
  }
}

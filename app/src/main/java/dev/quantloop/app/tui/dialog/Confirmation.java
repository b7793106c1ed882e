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

/**
 * Asks whether something is to be done. Enter means no, in every question, and is said to.
 *
 * @param lines what there is to know, each broken where it is too long
 */
public record Confirmation(String title, List<String> lines, Effect onYes) implements Dialog {
  private static final String YES = "y  yes";
  private static final String NO = "n enter q esc  no";
  private static final int MOST_WIDTH = 72;
  private static final String GAP = "   ";

  public Confirmation {
    lines = List.copyOf(lines);
  }

  @Override
  public Size size(int columns) {
    int most = Math.min(MOST_WIDTH, columns);
    int widest = lines.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    int width = Math.max(Math.min(widest, most), (YES + GAP + NO).length());
    return new Size(width, wrapped(Math.min(width, most)).size() + 2);
  }

  private List<String> wrapped(int width) {
    return lines.stream().flatMap(line -> DisplayWidth.fold("", "", line, width).stream()).toList();
  }

  @Override
  public Answer press(Key key) {
    if (key.equals(Key.of('y'))) {
      return Answer.done(onYes);
    }
    boolean no = key.kind() == Key.Kind.ENTER || key.equals(Key.of('n')) || key.equals(Key.of('q'));
    return no ? Answer.done() : Answer.stay(this);
  }

  /** The choice is seen in any case, and what Enter takes of it is marked. */
  @Override
  public void draw(Canvas canvas, ViewContext context) {
    List<String> text = wrapped(canvas.width());
    int choice = Math.min(text.size() + 1, canvas.height() - 1);
    canvas.lines(0, 0, text.subList(0, Math.max(0, Math.min(text.size(), choice))), Style.PLAIN);
    int x = canvas.text(0, choice, YES, Style.of(Color.CYAN));
    canvas.text(x + GAP.length(), choice, NO, Style.BOLD.withReversed());
  }
}

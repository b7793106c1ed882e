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
 * Asks whether something is to be done.
 *
 * @param lines what there is to know, each broken where it is too long
 * @param harmless whether Enter means yes; where something could be lost it means no
 */
public record Confirmation(String title, List<String> lines, Effect onYes, boolean harmless)
    implements Dialog {
  private static final int MOST_WIDTH = 72;
  private static final String GAP = "   ";

  public Confirmation {
    lines = List.copyOf(lines);
  }

  /** About something that could be lost. */
  public Confirmation(String title, List<String> lines, Effect onYes) {
    this(title, lines, onYes, false);
  }

  /** About something that does no harm. */
  public static Confirmation harmless(String title, List<String> lines, Effect onYes) {
    return new Confirmation(title, lines, onYes, true);
  }

  @Override
  public Size size(int columns) {
    int most = Math.min(MOST_WIDTH, columns);
    int widest = lines.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    int width = Math.max(Math.min(widest, most), (yes() + GAP + no()).length());
    return new Size(width, wrapped(Math.min(width, most)).size() + 2);
  }

  private String yes() {
    return harmless ? "y enter  yes" : "y  yes";
  }

  private String no() {
    return harmless ? "n q esc  no" : "n enter q esc  no";
  }

  private List<String> wrapped(int width) {
    return lines.stream().flatMap(line -> DisplayWidth.fold("", "", line, width).stream()).toList();
  }

  @Override
  public Answer press(Key key) {
    boolean enter = key.kind() == Key.Kind.ENTER;
    if (key.equals(Key.of('y')) || enter && harmless) {
      return Answer.done(onYes);
    }
    boolean no = enter || key.equals(Key.of('n')) || key.equals(Key.of('q'));
    return no ? Answer.done() : Answer.stay(this);
  }

  /** The choice is seen in any case, and what Enter takes of it is marked. */
  @Override
  public void draw(Canvas canvas, ViewContext context) {
    List<String> text = wrapped(canvas.width());
    int choice = Math.min(text.size() + 1, canvas.height() - 1);
    canvas.lines(0, 0, text.subList(0, Math.max(0, Math.min(text.size(), choice))), Style.PLAIN);
    int x = canvas.text(0, choice, yes(), style(harmless));
    canvas.text(x + GAP.length(), choice, no(), style(!harmless));
  }

  private static Style style(boolean taken) {
    return taken ? Style.BOLD.withReversed() : Style.of(Color.CYAN);
  }
}

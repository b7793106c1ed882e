package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.text.TextPaneView;
import dev.quantloop.app.tui.text.WordChoice;
import dev.quantloop.app.tui.text.WordChoiceView;

/** Draws the help above the line, or what the command printed above how it ended. */
final class CommandView {
  private static final int LINE_ROWS = 3;

  private CommandView() {}

  static void draw(CommandState state, Canvas canvas, Look look) {
    if (state.writing()) {
      writing(state, canvas, look);
    } else {
      output(state, canvas, look);
    }
  }

  private static void writing(CommandState state, Canvas canvas, Look look) {
    Canvas above = canvas.rows(0, canvas.height() - LINE_ROWS);
    TextPaneView.draw(above.part(1, 0, above.width() - 1, above.height()), state.pane(), false);
    state.line().completion().ifPresent(choice -> choice(choice, above, look));
    Canvas box = canvas.rows(canvas.height() - LINE_ROWS, LINE_ROWS);
    Canvas inside = Box.draw(box, state.command().about(), true, look);
    int x = inside.text(1, 0, "quantloop " + state.command().name() + " ", Style.BOLD);
    state.line().field().draw(inside.part(x, 0, inside.width() - x, 1), 0, Style.PLAIN);
  }

  private static void choice(WordChoice choice, Canvas above, Look look) {
    int rows = Math.min(above.height(), WordChoiceView.rows(choice));
    WordChoiceView.draw(above.rows(above.height() - rows, rows), choice, look);
  }

  private static void output(CommandState state, Canvas canvas, Look look) {
    Canvas box = canvas.rows(0, canvas.height() - 1);
    TextPaneView.draw(Box.draw(box, title(state), true, look), state.pane(), true);
    Canvas line = canvas.rows(canvas.height() - 1, 1);
    Canvas right = line.part(line.width() / 2, 0, line.width(), 1);
    TextPaneView.drawStatus(line.part(0, 0, line.width() / 2, 1), state.pane());
    ending(state, right);
  }

  private static String title(CommandState state) {
    return ("quantloop " + state.command().name() + " " + state.line().text()).strip();
  }

  private static void ending(CommandState state, Canvas line) {
    CommandPhase phase = state.phase();
    if (phase instanceof CommandPhase.Running running) {
      String text = running.interrupted() ? "stopping; X ends it at once" : "running";
      right(line, text, Style.BOLD.with(Color.GREEN));
    } else if (phase instanceof CommandPhase.Ended ended) {
      String text = "exit code " + ended.exitCode() + ", " + Numbers.duration(ended.took());
      right(line, text, Style.BOLD.with(ended.exitCode() == 0 ? Color.GREEN : Color.RED));
    } else {
      right(line, "starting", Style.of(Color.GRAY));
    }
  }

  private static void right(Canvas line, String text, Style style) {
    line.textBefore(line.width(), 0, DisplayWidth.cut(text, line.width()), style);
  }
}

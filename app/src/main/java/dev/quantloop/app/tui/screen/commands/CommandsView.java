package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.table.TableView;
import java.util.List;

/** Draws the list, and beside or below it, where there is room, the selected one's help. */
final class CommandsView {
  private static final int WIDE = 150;
  private static final int USAGE_WIDTH = 84;
  private static final int LEAST_HEIGHT_FOR_BOTH = 36;
  private static final int LIST_HEIGHT = 16;

  private CommandsView() {}

  static void draw(CommandsState state, Canvas canvas, Look look) {
    if (state.problem().isPresent()) {
      canvas.text(
          0, 1, DisplayWidth.cut(state.problem().get(), canvas.width()), Style.of(Color.RED));
    } else if (!state.loaded()) {
      canvas.text(0, 1, "reading the list of commands");
    } else if (canvas.width() >= WIDE) {
      int left = canvas.width() - USAGE_WIDTH;
      list(state, canvas.part(0, 0, left, canvas.height()), look);
      usage(state, canvas.part(left, 0, USAGE_WIDTH, canvas.height()), look);
    } else if (canvas.height() >= LEAST_HEIGHT_FOR_BOTH) {
      list(state, canvas.rows(0, LIST_HEIGHT), look);
      usage(state, canvas.rows(LIST_HEIGHT, canvas.height() - LIST_HEIGHT), look);
    } else {
      list(state, canvas, look);
    }
  }

  private static void list(CommandsState state, Canvas canvas, Look look) {
    TableView.draw(canvas.rows(0, canvas.height() - 1), state.table(), true, look);
    TableView.drawFilter(canvas.rows(canvas.height() - 1, 1), state.table());
  }

  private static void usage(CommandsState state, Canvas canvas, Look look) {
    state.table().selected().ifPresent(command -> usage(command, canvas, look));
  }

  private static void usage(ProgramCommand command, Canvas canvas, Look look) {
    Canvas inside = Box.draw(canvas, "quantloop " + command.name(), false, look);
    List<String> lines = command.usage();
    for (int y = 0; y < Math.min(inside.height(), lines.size()); y++) {
      inside.text(1, y, DisplayWidth.cut(lines.get(y), inside.width() - 1));
    }
  }
}

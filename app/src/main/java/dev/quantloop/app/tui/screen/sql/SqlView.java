package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.TableView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Draws the editor above what came of the question. */
final class SqlView {
  private static final int BORDERS = 2;
  private static final int FILTER_ROWS = 1;

  private SqlView() {}

  static void draw(SqlState state, Canvas canvas, ViewContext context) {
    int rows = state.editor().area().rows(canvas.width() - BORDERS - 1);
    int editor = Math.min(rows, Math.max(1, canvas.height() / 3)) + BORDERS;
    editor(state, canvas.rows(0, editor), context);
    Canvas below = canvas.rows(editor, canvas.height() - editor);
    result(state, below, context);
    state
        .editor()
        .completion()
        .ifPresent(
            choice -> choice.draw(below.rows(0, Math.min(below.height(), choice.rows())), context));
  }

  private static void editor(SqlState state, Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, "Question in SQL", !state.onResult(), context);
    Canvas text = inside.part(1, 0, inside.width() - 1, inside.height());
    state.editor().area().draw(text, !state.onResult());
  }

  private static void result(SqlState state, Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, title(state, canvas, context), state.onResult(), context);
    ResultPane pane = state.pane();
    if (pane.problem().isPresent()) {
      inside.lines(
          1,
          0,
          DisplayWidth.fold("", "", pane.problem().get(), inside.width() - 1),
          Style.of(Color.RED));
    } else if (pane.result().isEmpty()) {
      inside.lines(1, 0, hints(state.schema(), inside.width() - 1), Style.PLAIN);
    } else if (!pane.hasRows()) {
      inside.lines(1, 0, List.of("No rows."), Style.PLAIN);
    } else {
      TableView.draw(
          inside.rows(0, inside.height() - FILTER_ROWS),
          pane.table(),
          pane.firstColumn(),
          state.onResult(),
          context);
      TableView.drawFilter(inside.rows(inside.height() - FILTER_ROWS, FILTER_ROWS), pane.table());
    }
  }

  private static List<String> hints(Schema schema, int width) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        DisplayWidth.wrap(
            "", "", "Ask the history anything; nothing that is asked can change it.", width));
    lines.addAll(
        DisplayWidth.wrap(
            "", "", "ctrl-o has ready questions, tab completes names, enter asks.", width));
    lines.add("");
    lines.addAll(names("views", schema.names(true), width));
    lines.addAll(names("tables", schema.names(false), width));
    return lines;
  }

  private static List<String> names(String kind, List<String> names, int width) {
    return names.isEmpty()
        ? List.of()
        : DisplayWidth.wrap(kind + ": ", "  ", String.join(", ", names), width);
  }

  private static String title(SqlState state, Canvas canvas, ViewContext context) {
    if (state.running().isPresent()) {
      return "working on it; escape breaks it off";
    }
    return state
        .pane()
        .result()
        .map(answer -> title(answer) + columns(state, canvas, context))
        .orElse("Answer");
  }

  private static String title(QueryResult answer) {
    String count = Numbers.counted(answer.rows().size(), "row");
    String title = (answer.more() ? "the first " + count : count) + " in " + time(answer.took());
    return answer.more() ? title + "; w saves all of them" : title;
  }

  /** Which columns are seen, unless all are, and how to see the others. */
  private static String columns(SqlState state, Canvas canvas, ViewContext context) {
    ResultPane pane = state.pane();
    int all = pane.table().columns().size();
    int rows = canvas.height() - BORDERS - FILTER_ROWS;
    Canvas room = canvas.part(0, 0, canvas.width() - BORDERS, rows);
    int seen =
        pane.hasRows() ? TableView.columns(room, pane.table(), pane.firstColumn(), context) : all;
    if (seen == all) {
      return "";
    }
    return ", columns %d-%d of %d: %sleft right"
        .formatted(
            pane.firstColumn() + 1,
            pane.firstColumn() + seen,
            all,
            state.onResult() ? "" : "tab, then ");
  }

  private static String time(Duration took) {
    return took.toMillis() < 1000 ? took.toMillis() + " ms" : Numbers.duration(took);
  }
}

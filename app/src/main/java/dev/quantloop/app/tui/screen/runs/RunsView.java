package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.record.RunProgress;
import java.util.ArrayList;
import java.util.List;

/** Draws the list of runs, and where there is room the selected one in full. */
final class RunsView {
  private static final int LEAST_ROWS_OF_TABLE = 8;
  private static final int ROWS_OF_ONE = 6;
  private static final int BORDERS = 2;
  private static final int MOST_BAR = 40;

  private static final List<String> EMPTY =
      List.of(
          "No runs yet.",
          "",
          "A run is a worker at work on an experiment, in a process of its own.",
          "R on an experiment starts one; it goes on when this program is left.");

  private RunsView() {}

  static void draw(RunsState state, Canvas canvas, ViewContext context) {
    if (!state.read()) {
      canvas.awaiting(state.problem(), state.services().database().toString());
    } else if (state.table().all().isEmpty()) {
      canvas.lines(2, 1, EMPTY, Style.PLAIN);
    } else {
      int below = rowsOfOne(state, canvas);
      table(state, canvas.rows(0, canvas.height() - below), context);
      state
          .table()
          .selected()
          .ifPresent(row -> one(row, canvas.rows(canvas.height() - below, below), context));
    }
  }

  /** More where a reason is long; none where the table would be too small. */
  private static int rowsOfOne(RunsState state, Canvas canvas) {
    int most = canvas.height() - LEAST_ROWS_OF_TABLE;
    int reason =
        state.table().selected().map(row -> reason(row, canvas.width() - 4).size()).orElse(0);
    return most < ROWS_OF_ONE ? 0 : Math.min(most, Math.max(ROWS_OF_ONE, reason + BORDERS + 2));
  }

  private static void table(RunsState state, Canvas canvas, ViewContext context) {
    TableView.draw(canvas.rows(0, canvas.height() - 1), state.table(), true, context);
    TableView.drawFilter(canvas.rows(canvas.height() - 1, 1), state.table());
  }

  private static void one(RunRow row, Canvas canvas, ViewContext context) {
    String title = "Run " + row.run().id() + " of " + row.experiment() + ": " + row.state();
    Canvas inside =
        Box.draw(canvas, title, false, context)
            .part(1, 0, canvas.width() - 4, canvas.height() - BORDERS);
    if (row.active()) {
      bar(row, inside, context);
    } else {
      inside.lines(0, 0, reason(row, inside.width()), RunColumns.style(row));
    }
    List<String> more = List.of(where(row), "log: " + row.run().logFile());
    inside.lines(0, inside.height() - more.size(), more, Style.of(Color.GRAY));
  }

  private static String where(RunRow row) {
    List<String> parts = new ArrayList<>();
    parts.add(row.run().host());
    row.run().pid().ifPresent(pid -> parts.add("process " + pid));
    row.usage().map(RunText::usage).ifPresent(parts::addAll);
    parts.add("Quantloop " + row.run().programVersion());
    return String.join("  ", parts);
  }

  /** Why it ended, in as many lines as it takes. */
  private static List<String> reason(RunRow row, int width) {
    return DisplayWidth.fold("", "", row.run().reason().orElse(""), width);
  }

  private static void bar(RunRow row, Canvas canvas, ViewContext context) {
    String stage = row.progress().map(RunProgress::stage).orElse("starting");
    canvas.text(0, 0, DisplayWidth.cut(stage, canvas.width()), Style.BOLD);
    String progress = RunColumns.progress(row);
    if (progress.isEmpty()) {
      return;
    }
    RunProgress now = row.progress().orElseThrow();
    int width = Math.max(5, Math.min(MOST_BAR, canvas.width() / 3));
    String bar = context.bar((double) now.done() / now.total(), width);
    int x = canvas.text(0, 1, bar, Style.of(Color.GREEN));
    String left = row.left().map(time -> ", " + Numbers.duration(time) + " left").orElse("");
    String rate = RunColumns.rateText(row).isEmpty() ? "" : ", " + RunColumns.rateText(row);
    canvas.text(x + 1, 1, DisplayWidth.cut(progress + rate + left, canvas.width() - x - 1));
  }
}

package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.plot.Series;
import dev.quantloop.app.tui.screen.iteration.KldPlots;
import java.util.ArrayList;
import java.util.List;

/** Lays out a comparison: the table, and the curves below it or beside it. */
final class CompareView {
  private static final int WIDE = 130;
  private static final int BORDERS = 2;
  private static final int LEAST_TABLE = 8;
  private static final int LEAST_CURVES = 9;

  private CompareView() {}

  static void draw(CompareState state, Canvas canvas, ViewContext context) {
    if (state.data().isEmpty()) {
      canvas.awaiting(state.problem(), "the iterations");
      return;
    }
    CompareTable table = CompareTable.of(state);
    if (canvas.height() < LEAST_TABLE + LEAST_CURVES) {
      if (state.plot().focused()) {
        curves(state, canvas, context);
      } else {
        table(state, table, canvas, context);
      }
    } else if (canvas.width() >= WIDE) {
      int left = Math.min(table.width() + BORDERS, canvas.width() * 3 / 5);
      table(state, table, canvas.part(0, 0, left, canvas.height()), context);
      curves(state, canvas.part(left, 0, canvas.width() - left, canvas.height()), context);
    } else {
      int most = Math.max(LEAST_TABLE, canvas.height() * 3 / 5);
      int rows = Math.min(table.height() + BORDERS, most);
      table(state, table, canvas.rows(0, rows), context);
      curves(state, canvas.rows(rows, canvas.height() - rows), context);
    }
  }

  private static void table(
      CompareState state, CompareTable table, Canvas canvas, ViewContext context) {
    int hidden = table.hidden(canvas.width() - BORDERS);
    String title = state.place().differences() ? "What differs" : "All figures";
    String more = hidden > 0 ? ", " + hidden + " more: h l" : "";
    Canvas inside =
        Box.draw(canvas, title + ", * the best" + more, !state.plot().focused(), context);
    table.draw(inside, context);
  }

  private static void curves(CompareState state, Canvas canvas, ViewContext context) {
    boolean relative = state.plot().relative();
    String title = relative ? "KLD by percentile, against a" : "KLD by percentile";
    Canvas inside = Box.draw(canvas, title, state.plot().focused(), context);
    List<KldPlots.Named> named = named(state.data().orElseThrow());
    if (named.isEmpty()) {
      inside.text(1, 0, "no result of a token is on record");
    } else if (relative) {
      KldPlots.relative(named, state.plot().tail()).draw(inside, context);
    } else {
      KldPlots.curves(named, state.plot().tail()).draw(inside, context);
    }
  }

  private static List<KldPlots.Named> named(CompareData data) {
    List<KldPlots.Named> named = new ArrayList<>();
    long types = data.candidates().stream().map(c -> c.row().quantType()).distinct().count();
    for (int i = 0; i < data.candidates().size(); i++) {
      Candidate candidate = data.candidates().get(i);
      String name =
          types > 1
              ? candidate.row().iteration() + " " + candidate.row().quantType()
              : "iter " + candidate.row().iteration();
      char letter = Series.letterOf(i);
      Color color = Series.colorOf(i);
      candidate
          .distribution()
          .ifPresent(d -> named.add(new KldPlots.Named(name, letter, color, d.kld())));
    }
    return named;
  }
}

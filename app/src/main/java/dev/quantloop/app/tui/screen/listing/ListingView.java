package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.TableView;
import java.util.List;

/** Draws a list: the rows, what they rest on, and a plot where there is room. */
final class ListingView {
  private static final int WIDE = 130;
  private static final int LEAST_TABLE_ROWS = 6;
  private static final int LEAST_PLOT_ROWS = 8;

  private ListingView() {}

  static <R> void draw(ListingState<R> state, Canvas canvas, ViewContext context) {
    if (state.read().isEmpty()) {
      canvas.awaiting(state.problem(), state.services().database().toString());
    } else if (state.table().all().isEmpty()) {
      canvas.lines(2, 1, state.listed().empty(), Style.PLAIN);
    } else {
      Listing<R> listing = state.read().get();
      listing
          .plot()
          .ifPresentOrElse(
              plot -> withPlot(state, listing, plot, canvas, context),
              () -> table(state, listing, canvas, context));
    }
  }

  private static <R> void withPlot(
      ListingState<R> state,
      Listing<R> listing,
      Listing.Titled plot,
      Canvas canvas,
      ViewContext context) {
    if (canvas.width() >= WIDE) {
      int right = Math.min(80, canvas.width() * 2 / 5);
      int left = canvas.width() - right;
      table(state, listing, canvas.part(0, 0, left - 1, canvas.height()), context);
      plot(plot, canvas.part(left, 0, right, canvas.height()), context);
      return;
    }
    int lines = below(listing, canvas.width()).size() + 2;
    int wanted = Math.max(LEAST_TABLE_ROWS, state.table().shown().size()) + lines;
    int rows = canvas.height() - LEAST_PLOT_ROWS;
    if (rows < LEAST_TABLE_ROWS + lines) {
      table(state, listing, canvas, context);
      return;
    }
    int top = Math.min(wanted, Math.max(LEAST_TABLE_ROWS + lines, canvas.height() / 2));
    table(state, listing, canvas.rows(0, top), context);
    plot(plot, canvas.rows(top, canvas.height() - top), context);
  }

  private static void plot(Listing.Titled plot, Canvas canvas, ViewContext context) {
    plot.plot().draw(Box.draw(canvas, plot.title(), false, context), context);
  }

  private static <R> void table(
      ListingState<R> state, Listing<R> listing, Canvas canvas, ViewContext context) {
    List<String> below = below(listing, canvas.width());
    int lines = Math.min(below.size(), Math.max(0, canvas.height() - LEAST_TABLE_ROWS));
    int rows = canvas.height() - lines - 1;
    TableView.draw(canvas.rows(0, rows), state.table(), true, context);
    TableView.drawFilter(canvas.rows(rows, 1), state.table());
    canvas.lines(
        0,
        rows + 1,
        below.subList(0, lines).stream().map(context::plain).toList(),
        Style.of(Color.GRAY));
  }

  private static <R> List<String> below(Listing<R> listing, int width) {
    return listing.below().stream()
        .flatMap(line -> DisplayWidth.fold("", "", line, width).stream())
        .toList();
  }
}

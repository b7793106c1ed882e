package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.view.BestScore;
import java.time.Duration;
import java.util.List;

/** Draws the list. */
final class ExperimentsView {
  /** Of the longest names, such as IQ3_XXS. */
  private static final int TYPE_WIDTH = 7;

  static final List<Column<ExperimentRow>> COLUMNS =
      List.of(
          Column.<ExperimentRow>words("name", 9, row -> row.summary().name()),
          Column.<ExperimentRow>words("model", 3, row -> row.summary().model()),
          Column.<ExperimentRow>words(
              "quants", 5, row -> String.join(",", row.summary().quantTypes())),
          Column.<ExperimentRow>figures(
              "iterations",
              6,
              row -> (double) row.summary().iterations(),
              row -> Integer.toString(row.summary().iterations())),
          Column.<ExperimentRow>figures(
              "best composite",
              7,
              row -> row.best().map(best -> best.composite()).orElse(null),
              row -> row.best().map(ExperimentsView::text).orElse("")),
          Column.<ExperimentRow>words("state", 8, ExperimentRow::state)
              .styled(ExperimentsView::style),
          Column.<ExperimentRow>figures(
                  "last activity",
                  2,
                  row -> -(double) row.summary().touchedAt().toEpochMilli(),
                  row -> "")
              .showing(ExperimentsView::age),
          Column.<ExperimentRow>words("tags", 1, row -> String.join(" ", row.summary().tags())));

  private static final List<String> EMPTY =
      List.of(
          "No experiments yet.",
          "",
          "n  begins one with your own model and text,",
          "   or, with f4 in its form, on the built-in demo model (about a minute).",
          "",
          "The same from the shell:  quantloop demo");

  private ExperimentsView() {}

  /** Composites of different quant types are no rivals, so each has its type beside it. */
  private static String text(BestScore best) {
    return Numbers.score(best.composite()) + " " + DisplayWidth.pad(best.quantType(), TYPE_WIDTH);
  }

  private static Style style(ExperimentRow row) {
    return row.summary().runState().map(RunText::style).orElse(Style.PLAIN);
  }

  private static String age(ExperimentRow row, ViewContext context) {
    return Numbers.age(Duration.between(row.summary().touchedAt(), context.now()));
  }

  static void draw(ExperimentsState state, Canvas canvas, ViewContext context) {
    if (!state.loaded()) {
      canvas.awaiting(state.problem(), state.services().database().toString());
    } else if (state.table().all().isEmpty()) {
      canvas.lines(2, 1, EMPTY, Style.PLAIN);
    } else {
      TableView.draw(canvas.rows(0, canvas.height() - 1), state.table(), true, context);
      TableView.drawFilter(canvas.rows(canvas.height() - 1, 1), state.table());
    }
  }
}

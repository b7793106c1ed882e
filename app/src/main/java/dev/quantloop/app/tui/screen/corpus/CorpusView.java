package dev.quantloop.app.tui.screen.corpus;

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

/** Draws the sources as a table, and below it what is to be known of the selected one. */
final class CorpusView {
  private static final int BORDERS = 2;
  private static final int LEAST_BELOW = 3;
  private static final String ITEM = "- ";

  private CorpusView() {}

  static void draw(CorpusState state, Canvas canvas, ViewContext context) {
    if (state.table().all().isEmpty()) {
      nothing(state, canvas, context);
      return;
    }
    int rows = state.table().all().size() + 1;
    int above = Math.max(2, Math.min(rows, (canvas.height() - 1) / 2));
    TableView.draw(canvas.rows(0, above), state.table(), true, context);
    int below = canvas.height() - above - 1;
    if (below >= LEAST_BELOW) {
      state.table().selected().ifPresent(row -> one(row, canvas.rows(above, below), context));
    }
    status(state, canvas.rows(canvas.height() - 1, 1), context);
  }

  private static void nothing(CorpusState state, Canvas canvas, ViewContext context) {
    Style style = state.problem().isPresent() ? Style.of(Color.RED) : Style.PLAIN;
    String said = state.problem().orElseGet(() -> work(state, context));
    canvas.lines(0, 1, DisplayWidth.fold("", "", said, canvas.width()), style);
  }

  /** "reading the sources…, 12s; escape ends it". */
  private static String work(CorpusState state, ViewContext context) {
    return state
        .work()
        .map(
            work ->
                "%s…, %s; escape ends it"
                    .formatted(
                        work.what(),
                        Numbers.duration(Duration.between(work.since(), context.now()))))
        .orElse("");
  }

  private static void one(CorpusRow row, Canvas canvas, ViewContext context) {
    Canvas inside =
        Box.draw(canvas, row.source(), false, context)
            .part(1, 0, canvas.width() - 4, canvas.height() - BORDERS);
    List<String> lines = new ArrayList<>();
    row.lines().forEach(line -> lines.addAll(DisplayWidth.fold(ITEM, "  ", line, inside.width())));
    inside.lines(0, 0, lines, Style.PLAIN);
    if (lines.size() > inside.height()) {
      String more = context.either("▼", "v") + " enter";
      inside.textBefore(inside.width(), inside.height() - 1, " " + more, Style.of(Color.CYAN));
    }
  }

  private static void status(CorpusState state, Canvas line, ViewContext context) {
    if (state.table().filter().open() || !state.table().filter().text().isEmpty()) {
      TableView.drawFilter(line, state.table());
      return;
    }
    double tokens = state.table().all().stream().mapToDouble(row -> row.figure("tokens")).sum();
    String said =
        state.work().isPresent()
            ? work(state, context)
            : Numbers.counted(state.table().all().size(), "source")
                + ", "
                + Numbers.tokens((long) tokens);
    line.text(0, 0, DisplayWidth.cut(said, line.width()), Style.of(Color.GRAY));
  }
}

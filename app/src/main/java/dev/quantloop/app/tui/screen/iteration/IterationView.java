package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.view.Distribution;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;

/** Lays out an iteration: the chunks above, the panes below. */
final class IterationView {
  private static final int BORDERS = 2;
  private static final int GAP = 2;
  private static final int LEAST_BOXED_HEIGHT = 15;
  private static final int LEAST_BOXED_PANE = 7;
  private static final int MOST_CHUNK_LINES = 2;
  private static final List<String> NO_REMARKS =
      List.of("Nothing has been noted yet.", "n writes a note, t sets a tag.");

  private IterationView() {}

  static void draw(IterationScreenState state, Canvas canvas, ViewContext context) {
    if (state.data().isEmpty()) {
      canvas.awaiting(state.problem(), state.title());
      return;
    }
    IterationData data = state.data().get();
    int head = head(data, canvas);
    int strip = chunks(state, canvas.rows(head, canvas.height() - head), context);
    Canvas rest = canvas.rows(head + strip, canvas.height() - head - strip);
    for (PaneChoice.Placed placed : state.panes().place(rest)) {
      pane(state, data, placed, context);
    }
  }

  /** What matters most in a line, where there is room for more than the panes. */
  private static int head(IterationData data, Canvas canvas) {
    if (canvas.height() < LEAST_BOXED_HEIGHT) {
      return 0;
    }
    RankingRow row = data.row();
    List<String> facts =
        List.of(
            "composite " + Numbers.score(row.composite()),
            FigureFacts.verdict(row),
            "rank " + row.rank() + " of " + data.scores().siblings().size(),
            "corpus " + FigureFacts.corpus(row),
            Numbers.bytes(row.bytes()),
            Numbers.fixed(row.bitsPerWeight(), 2) + " bits a weight");
    int x = 0;
    for (String fact : facts) {
      if (x + DisplayWidth.of(fact) <= canvas.width()) {
        x = canvas.text(x, 0, fact, Style.of(Color.GRAY)) + GAP;
      }
    }
    return 1;
  }

  /** Returns the rows taken. */
  private static int chunks(IterationScreenState state, Canvas canvas, ViewContext context) {
    if (state.distribution().isEmpty()) {
      canvas.text(0, 0, "no result of a chunk is on record");
      return 1;
    }
    Distribution distribution = state.distribution().get();
    ChunkStrip strip = ChunkStrip.of(distribution);
    boolean boxed = canvas.height() >= LEAST_BOXED_HEIGHT - 1;
    int borders = boxed ? BORDERS : 0;
    int most = boxed ? Math.max(3, canvas.height() / 5) : 1;
    int rows = Math.min(most, strip.rows(canvas.width() - borders));
    List<String> lines =
        ChunkLine.lines(
            distribution, state.selectedChunk().orElseThrow(), canvas.width() - borders);
    int said = Math.min(lines.size(), boxed ? MOST_CHUNK_LINES : 1);
    Canvas area = canvas.rows(0, rows + said + borders);
    Canvas inside =
        boxed
            ? Box.draw(area, "Chunks by composite: " + strip.legend(context), false, context)
            : area;
    strip.draw(inside.rows(0, rows), state.chunk(), context);
    inside.lines(0, rows, lines.subList(0, said), Style.PLAIN);
    return area.height();
  }

  private static void pane(
      IterationScreenState state,
      IterationData data,
      PaneChoice.Placed placed,
      ViewContext context) {
    Pane pane = placed.pane();
    Canvas canvas = placed.canvas();
    for (int y = 0; y < canvas.height(); y++) {
      canvas.target(y, IterationUpdate.PANES + pane.ordinal());
    }
    boolean focused = state.panes().focus() == pane;
    String title =
        pane.title() + (placed.hidden() > 0 ? "  tab: " + placed.hidden() + " more" : "");
    Canvas inside;
    if (canvas.height() >= LEAST_BOXED_PANE) {
      inside = Box.draw(canvas, title, focused, context);
    } else {
      canvas.text(0, 0, DisplayWidth.cut(title, canvas.width()), Style.BOLD.with(Color.CYAN));
      inside = canvas.rows(1, canvas.height() - 1);
    }
    content(state, data, pane, inside, context);
  }

  private static void content(
      IterationScreenState state,
      IterationData data,
      Pane pane,
      Canvas canvas,
      ViewContext context) {
    boolean focused = state.panes().focus() == pane;
    int cursor = state.panes().cursor(pane, pane.rows(data));
    switch (pane) {
      case CURVE -> state.distribution().ifPresent(d -> curve(d, state.tail(), canvas, context));
      case HISTOGRAM ->
          state.distribution().ifPresent(d -> KldPlots.histogram(d.kld()).draw(canvas, context));
      case DOMAINS -> TableView.draw(canvas, DomainTable.of(data, cursor), focused, context);
      case FIGURES, PROVENANCE, NOTES ->
          Fact.draw(canvas, pane.facts(data), cursor, focused, context);
    }
    if (pane == Pane.NOTES && pane.rows(data) == 0) {
      canvas.lines(1, 0, NO_REMARKS, Style.of(Color.GRAY));
    }
  }

  private static void curve(
      Distribution distribution, boolean tail, Canvas canvas, ViewContext context) {
    KldPlots.Named one = new KldPlots.Named("", 'o', Color.CYAN, distribution.kld());
    KldPlots.curves(List.of(one), tail).draw(canvas, context);
  }
}

package dev.quantloop.app.tui.screen.compare;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table with a column for each candidate. The first one stays where others are scrolled.
 *
 * @param headings of the candidates
 * @param cursor the selected row
 * @param skipped candidates after the first that are out of sight
 */
record CompareTable(List<CompareRow> rows, List<String> headings, int cursor, int skipped) {
  private static final int GAP = 2;
  private static final int MOST_LABEL = 22;
  private static final String BEST = "*";

  static CompareTable of(CompareState state) {
    List<Candidate> candidates = state.data().orElseThrow().candidates();
    List<String> headings = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      headings.add(Series.letterOf(i) + " iter " + candidates.get(i).row().iteration());
    }
    int cursor = Math.max(0, Math.min(state.table().size() - 1, state.place().row()));
    return new CompareTable(state.table(), headings, cursor, state.place().skipped());
  }

  /** Rows that it would like. */
  int height() {
    return rows.size() + 1;
  }

  /** Columns that it would like. */
  int width() {
    int width = label();
    for (int i = 0; i < headings.size(); i++) {
      width += GAP + width(i);
    }
    return width;
  }

  private int label() {
    return figures()
        .mapToInt(row -> Math.min(MOST_LABEL, DisplayWidth.of(row.label())))
        .max()
        .orElse(0);
  }

  private Stream<CompareRow> figures() {
    return rows.stream().filter(row -> !row.isHeading());
  }

  /** With room for the mark of the best. */
  private int width(int candidate) {
    return Math.max(
            DisplayWidth.of(headings.get(candidate)),
            figures().mapToInt(row -> DisplayWidth.of(row.cells().get(candidate))).max().orElse(0))
        + BEST.length();
  }

  /** The candidates that fit, in their order. */
  private List<Integer> shown(int room) {
    int left = room - label();
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      boolean wanted = i == 0 || i > skipped;
      if (wanted && left >= GAP + width(i)) {
        left -= GAP + width(i);
        shown.add(i);
      } else if (wanted) {
        break;
      }
    }
    return shown;
  }

  /** How many candidates do not fit, or are scrolled away. */
  int hidden(int room) {
    return headings.size() - shown(room).size();
  }

  void draw(Canvas canvas, ViewContext context) {
    List<Integer> shown = shown(canvas.width());
    int x = label();
    for (int candidate : shown) {
      x += GAP + width(candidate);
      Style style = Style.BOLD.withUnderline().with(Series.colorOf(candidate));
      canvas.textBefore(x - BEST.length(), 0, headings.get(candidate), style);
    }
    int room = canvas.height() - 1;
    int top = Math.max(0, Math.min(cursor - room / 2, rows.size() - room));
    for (int y = 0; y < room && top + y < rows.size(); y++) {
      row(canvas.rows(y + 1, 1), rows.get(top + y), shown, context);
      canvas.target(y + 1, top + y);
      if (top + y == cursor) {
        canvas.restyle(y + 1, Style.REVERSED);
      }
    }
  }

  private void row(Canvas line, CompareRow row, List<Integer> shown, ViewContext context) {
    if (row.isHeading()) {
      line.text(0, 0, row.label(), Style.BOLD);
      return;
    }
    line.text(0, 0, DisplayWidth.cut(context.plain(row.label()), label()), Style.of(Color.GRAY));
    int x = label();
    for (int candidate : shown) {
      x += GAP + width(candidate);
      boolean best = row.best().contains(candidate);
      Style style = best ? Style.BOLD.with(Color.GREEN) : Style.PLAIN;
      line.textBefore(x - BEST.length(), 0, context.plain(row.cells().get(candidate)), style);
      line.text(x - BEST.length(), 0, best ? BEST : "", style);
    }
  }
}

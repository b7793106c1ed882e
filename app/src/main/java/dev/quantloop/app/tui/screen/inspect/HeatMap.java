package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Heat;
import java.util.DoubleSummaryStatistics;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * A figure of all weights: a row for each kind, a column for each layer.
 *
 * @param other whether of the second imatrix
 * @param kind the selected row
 * @param layer the selected column
 */
record HeatMap(InspectData data, Measure measure, boolean other, int kind, int layer) {
  /** What a click on a cell means is its row times this, and its column. */
  static final int ROW = 1 << 16;

  private static final int MOST_CELL = 4;
  private static final int LEAST_LABEL = 8;
  private static final double WIDE_SPREAD = 30;

  /** Which values are low and which are high. */
  record Range(double low, double high) {
    /** By ratios where values differ by that much. */
    boolean logarithmic() {
      return low > 0 && high / low > WIDE_SPREAD;
    }

    double part(double value) {
      if (high <= low) {
        return 0.5;
      }
      return logarithmic()
          ? Math.log(value / low) / Math.log(high / low)
          : (value - low) / (high - low);
    }
  }

  /** Of both imatrices, so that their maps can be held against each other. */
  Range range() {
    DoubleSummaryStatistics values =
        data.rows().stream()
            .flatMapToDouble(
                row -> DoubleStream.of(measure.value(row, false), measure.value(row, true)))
            .filter(Double::isFinite)
            .summaryStatistics();
    return values.getCount() == 0 ? new Range(0, 0) : new Range(values.getMin(), values.getMax());
  }

  String legend(ViewContext context) {
    Range range = range();
    return "%s %s to %s %s%s"
        .formatted(
            Heat.sign(0, context),
            measure.text(range.low()),
            Heat.sign(1, context),
            measure.text(range.high()),
            range.logarithmic() ? ", by ratios" : "");
  }

  int label(int width) {
    int longest = data.kinds().stream().mapToInt(DisplayWidth::of).max().orElse(0);
    return Math.min(longest, Math.max(LEAST_LABEL, width / 3));
  }

  void draw(Canvas canvas, ViewContext context) {
    int label = label(canvas.width());
    int room = canvas.width() - label - 1;
    int count = data.layers().size();
    int cell = Math.max(1, Math.min(MOST_CELL, room / Math.max(1, count)));
    int firstLayer = first(layer, room / cell, count);
    int lines = canvas.height() - 1;
    int firstKind = first(kind, lines, data.kinds().size());
    if (data.two() && !measure.comparesBoth()) {
      canvas.text(0, 0, other ? "B" : "A", Style.BOLD);
    }
    titles(canvas.part(label + 1, 0, room, 1), cell, firstLayer);
    Range range = range();
    for (int y = 0; y < lines && firstKind + y < data.kinds().size(); y++) {
      int row = firstKind + y;
      Canvas line = canvas.rows(y + 1, 1);
      line.text(
          0,
          0,
          DisplayWidth.cut(data.kinds().get(row), label),
          row == kind ? Style.BOLD : Style.of(Color.GRAY));
      for (int x = 0; x < room / cell && firstLayer + x < count; x++) {
        Canvas here = line.part(label + 1 + x * cell, 0, cell, 1);
        cell(here, row, firstLayer + x, range, context);
      }
    }
  }

  private static int first(int selected, int room, int count) {
    return Math.max(0, Math.min(selected - room / 2, count - room));
  }

  /** The numbers of layers, as many as there is room for. */
  private void titles(Canvas line, int cell, int first) {
    int free = 0;
    for (int i = first; i < data.layers().size(); i++) {
      int layer = data.layers().get(i);
      String text = layer == InspectData.OUTSIDE ? "-" : Integer.toString(layer);
      int x = (i - first) * cell;
      boolean round = layer == InspectData.OUTSIDE || layer % 5 == 0 || cell > 2;
      if (x >= free && round && x + text.length() <= line.width()) {
        line.text(x, 0, text, i == layer() ? Style.BOLD : Style.of(Color.GRAY));
        free = x + text.length() + 1;
      }
    }
  }

  private void cell(Canvas here, int row, int column, Range range, ViewContext context) {
    Optional<InspectRow> weight = data.at(row, column);
    double value = weight.map(one -> measure.value(one, other)).orElse(Double.NaN);
    boolean known = Double.isFinite(value);
    double part = known ? range.part(value) : 0;
    String sign =
        known
            ? String.valueOf(Heat.sign(part, context))
            : weight.isPresent() ? context.either("·", ".") : " ";
    int width = here.width();
    String text = sign.repeat(width);
    Style style = known ? Heat.style(part) : Style.of(Color.GRAY);
    if (row == kind && column == layer) {
      text =
          width > 2 ? "[" + text.substring(2) + "]" : context.either("◆", "*") + text.substring(1);
      style = Style.BOLD.withReversed();
    }
    here.text(0, 0, text, style);
    here.target(0, row * ROW + column);
  }
}

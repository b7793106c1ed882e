package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.HeatRange;
import dev.quantloop.app.tui.plot.LayerMap;
import java.util.stream.DoubleStream;

/**
 * A figure of all weights: a row for each kind, a column for each layer.
 *
 * @param range of the figure in both imatrices, so that their maps can be held against each other
 * @param other whether of the second imatrix
 * @param kind the selected row
 * @param layer the selected column
 */
record HeatMap(
    InspectData data, Measure measure, HeatRange range, boolean other, int kind, int layer) {
  /** Of the first imatrix. */
  static HeatMap of(InspectData data, Measure measure, int kind, int layer) {
    HeatRange range =
        HeatRange.of(
            data.rows().stream()
                .flatMapToDouble(
                    row -> DoubleStream.of(measure.value(row, false), measure.value(row, true))));
    return new HeatMap(data, measure, range, false, kind, layer);
  }

  /** Of the second imatrix, or the first. */
  HeatMap of(boolean second) {
    return new HeatMap(data, measure, range, second, kind, layer);
  }

  String legend(ViewContext context) {
    return range.legend(measure::text, context);
  }

  int label(int width) {
    return map().label(width);
  }

  private LayerMap<InspectRow> map() {
    return new LayerMap<>(
        data.grid(),
        (row, width, context) ->
            LayerMap.Cell.heat(measure.value(row, other), range, width, context),
        0,
        kind,
        layer);
  }

  void draw(Canvas canvas, ViewContext context) {
    map().draw(canvas, context);
    if (data.two() && !measure.comparesBoth()) {
      canvas.text(0, 0, other ? "B" : "A", Style.BOLD);
    }
  }
}

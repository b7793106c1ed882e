package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.plot.Plot;
import dev.quantloop.app.tui.plot.Series;
import java.util.List;

/** Size of a file against its mean KLD: as single tensors add up, and as files were measured. */
final class SizeCurve {
  private SizeCurve() {}

  static Plot plot(AllocateData data) {
    List<Series.Point> sum =
        data.curve().stream()
            .filter(point -> point.cost() > 0)
            .map(point -> new Series.Point(point.bytes(), point.cost()))
            .toList();
    return new Plot(
        List.of(
            new Series(
                "sum of single %ss".formatted(data.groupedBy().noun()),
                'a',
                Series.colorOf(0),
                sum,
                Series.Look.LINE),
            measured(data, false, "recipes", 1),
            measured(data, true, "quant types", 2)),
        "",
        bytes -> Numbers.bytes((long) bytes),
        false,
        true);
  }

  private static Series measured(AllocateData data, boolean stock, String name, int index) {
    List<Series.Point> points =
        data.rows().stream()
            .filter(row -> row.stock() == stock)
            .filter(row -> row.file().isPresent() && row.kld().orElse(0) > 0)
            .map(SizeCurve::point)
            .toList();
    return new Series(
        name, Series.letterOf(index), Series.colorOf(index), points, Series.Look.LETTERS);
  }

  private static Series.Point point(RecipeRow row) {
    double kld = row.kld().orElseThrow();
    boolean interval = !row.stock() && row.recipe().kldLow().orElse(0) > 0;
    return new Series.Point(
        row.file().orElseThrow().bytes(),
        kld,
        interval ? row.recipe().kldLow().orElseThrow() : kld,
        interval ? row.recipe().kldHigh().orElseThrow() : kld,
        false);
  }
}

package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import java.util.List;

/**
 * What the plot shows.
 *
 * @param logarithmic whether the axis of corpus sizes is
 * @param relative whether figures are relative to those without imatrix
 */
record PlotChoice(Figure metric, boolean logarithmic, boolean relative) {
  static final PlotChoice FIRST = new PlotChoice(Figure.COMPOSITE, true, true);

  /** What is plotted, and against what. */
  String label() {
    return figure() + ", by corpus tokens" + (logarithmic ? "" : " on a linear axis");
  }

  /** What is plotted. */
  String figure() {
    return metric.longTitle() + (relative ? ", % of no imatrix" : "");
  }

  PlotChoice nextMetric() {
    List<Figure> all = FigureLists.RANKING;
    Figure next = all.get((all.indexOf(metric) + 1) % all.size());
    return new PlotChoice(next, logarithmic, relative);
  }

  PlotChoice otherAxis() {
    return new PlotChoice(metric, !logarithmic, relative);
  }

  PlotChoice otherUnit() {
    return new PlotChoice(metric, logarithmic, !relative);
  }
}

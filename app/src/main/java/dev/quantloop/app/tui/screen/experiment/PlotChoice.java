package dev.quantloop.app.tui.screen.experiment;

/**
 * What the plot shows.
 *
 * @param logarithmic whether the axis of corpus sizes is
 * @param relative whether figures are relative to those without imatrix
 */
record PlotChoice(Metric metric, boolean logarithmic, boolean relative) {
  static final PlotChoice FIRST = new PlotChoice(Metric.COMPOSITE, true, true);

  /** What is plotted, and against what. */
  String label() {
    return figure() + ", by corpus tokens" + (logarithmic ? "" : " on a linear axis");
  }

  /** What is plotted. */
  String figure() {
    return metric.label() + (relative ? ", % of no imatrix" : "");
  }

  PlotChoice nextMetric() {
    return new PlotChoice(metric.next(), logarithmic, relative);
  }

  PlotChoice otherAxis() {
    return new PlotChoice(metric, !logarithmic, relative);
  }

  PlotChoice otherUnit() {
    return new PlotChoice(metric, logarithmic, !relative);
  }
}

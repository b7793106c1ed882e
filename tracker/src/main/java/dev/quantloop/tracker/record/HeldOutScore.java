package dev.quantloop.tracker.record;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Interval;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of a quant on held-out documents, all held-out sets pooled.
 *
 * @param intervals at 95 %; none where there are too few documents
 * @param clusters documents, or groups of them that share a chunk
 */
public record HeldOutScore(
    FigureValues statistics, Map<Figure, Interval> intervals, int clusters, int chunks) {
  public double composite() {
    return statistics.composite();
  }

  public Optional<Interval> interval(Figure figure) {
    return Optional.ofNullable(intervals.get(figure));
  }

  /** As documents hold it: every figure, the ends of its interval, and what they rest on. */
  public Map<String, Object> byKey() {
    Map<String, Object> document = statistics.byKey();
    intervals.forEach(
        (figure, interval) -> {
          document.put(figure.lowKey(), interval.low());
          document.put(figure.highKey(), interval.high());
        });
    document.put("clusters", clusters);
    document.put("chunks", chunks);
    return document;
  }
}

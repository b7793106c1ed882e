package dev.quantloop.tracker.record;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The baseline scored against itself like a quant, computed in other micro-batches and on another
 * number of threads: what the rounding of floating-point numbers alone does to figures.
 *
 * @param chunks the first ones of the evaluation text
 * @param otherUbatch tokens that were computed at once the second time
 * @param provenance of the first time
 */
public record NoiseFloor(
    int chunks, int otherUbatch, int otherThreads, FigureValues statistics, Provenance provenance) {
  /** Whether the baseline was scored against its stored predictions, computed as they are. */
  public boolean isOfStored() {
    return otherUbatch == provenance.nUbatch() && otherThreads == provenance.threads();
  }

  /** Whether two values of a figure differ by no more than rounding makes of it. */
  public boolean covers(Figure figure, double first, double second) {
    return Math.abs(second - first) <= of(figure);
  }

  /** How far the figure is from what it is of equal models. */
  private double of(Figure figure) {
    double value = statistics.get(figure);
    return switch (figure) {
      case PPL -> Math.abs(value - statistics.get(Figure.PPL_BASE));
      case PPL_RATIO, SAME_TOP -> Math.abs(value - 1);
      default -> Math.abs(value);
    };
  }

  /** As documents hold it. */
  public Map<String, Object> document() {
    Map<String, Object> document =
        new LinkedHashMap<>(RecordValues.of(this, "chunks", "other_ubatch", "other_threads"));
    document.putAll(statistics.byKey());
    document.put("provenance", RecordValues.of(provenance));
    return document;
  }
}

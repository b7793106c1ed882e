package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Interval;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A scored quant as a file, whatever its type.
 *
 * @param label of one that was judged
 * @param intervals at 95 %; none where there are too few documents
 * @param clusters documents, or groups of them that share a chunk; empty where it was not judged
 * @param documentsKnown false: sections of the text serve as documents
 */
public record ScoredFile(
    String experiment,
    int iteration,
    Optional<String> label,
    Quant quant,
    FigureValues statistics,
    Map<Figure, Interval> intervals,
    OptionalInt clusters,
    boolean documentsKnown,
    OptionalInt chunks) {
  /** What people call it: its label, or "mine:3:Q4_K_M". */
  public String name() {
    return label.orElseGet(this::address);
  }

  /** "mine:3:Q4_K_M". */
  public String address() {
    return experiment + ":" + iteration + ":" + quant.quantType();
  }

  /** The same with figures on a part of the text. */
  public ScoredFile with(FigureValues figures, Map<Figure, Interval> own) {
    return new ScoredFile(
        experiment, iteration, label, quant, figures, own, clusters, documentsKnown, chunks);
  }

  public double composite() {
    return statistics.composite();
  }

  public long bytes() {
    return quant.bytes();
  }
}

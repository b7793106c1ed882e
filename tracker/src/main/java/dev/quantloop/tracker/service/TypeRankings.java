package dev.quantloop.tracker.service;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.List;

/** Rankings of the scored quants of one experiment, of one type each. Used by one thread. */
public final class TypeRankings {
  private final FileComparisons comparisons;
  private final List<ScoredFile> files;

  TypeRankings(FileComparisons comparisons, Experiment experiment) {
    this.comparisons = comparisons;
    this.files = comparisons.files(experiment);
  }

  /**
   * By a figure of which lower is better.
   *
   * @param set null: all texts together
   */
  public FileRanking of(String quantType, EvaluationSetId set, Figure figure) {
    return new FileRanking(
        files.stream()
            .filter(file -> file.quant().quantType().equals(quantType))
            .map(file -> set == null ? file : comparisons.on(set, file))
            .toList(),
        figure,
        (reference, quant) -> comparisons.on(set, figure, reference, quant));
  }
}

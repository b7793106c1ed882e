package dev.quantloop.app.loop;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Keeps the disk from filling up: of each quant type only the best file and the latest stay; the
 * others can be made again from their imatrix, which stays. A quant that was made in memory has no
 * file unless it turns out to be the best.
 */
final class QuantRetention {
  private final Tracker tracker;
  private final Experiment experiment;

  QuantRetention(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
  }

  /** Deletes what is neither best nor latest, of complete iterations only. */
  void apply() {
    Set<QuantId> kept = kept();
    for (Iteration iteration : tracker.iterations().list(experiment.id())) {
      if (iteration.state() == IterationState.DONE) {
        for (Quant quant : tracker.iterations().quants(iteration.id())) {
          if (quant.fileRemovedAt().isEmpty() && !kept.contains(quant.id())) {
            delete(quant);
          }
        }
      }
    }
  }

  /** Those of each quant type that are best and were never written, or deleted since. */
  List<Quant> bestWithoutFile() {
    return best(tracker.rankings().ranking(experiment.id())).stream()
        .map(row -> tracker.iterations().quant(row.quant()))
        .filter(quant -> quant.fileRemovedAt().isPresent())
        .toList();
  }

  private static Collection<RankingRow> best(List<RankingRow> rows) {
    return firstOfEachType(rows, Comparator.comparingDouble(RankingRow::composite));
  }

  private static Collection<RankingRow> latest(List<RankingRow> rows) {
    return firstOfEachType(rows, Comparator.comparingInt(RankingRow::iteration).reversed());
  }

  private static Collection<RankingRow> firstOfEachType(
      List<RankingRow> rows, Comparator<RankingRow> order) {
    Map<String, RankingRow> first = new TreeMap<>();
    rows.forEach(row -> first.merge(row.quantType(), row, BinaryOperator.minBy(order)));
    return first.values();
  }

  private Set<QuantId> kept() {
    List<RankingRow> rows = tracker.rankings().ranking(experiment.id());
    Set<QuantId> kept = new HashSet<>();
    best(rows).forEach(row -> kept.add(row.quant()));
    latest(rows).forEach(row -> kept.add(row.quant()));
    return kept;
  }

  /** The row first: a file that outlives its row takes space, a row without file would lie. */
  private void delete(Quant quant) {
    tracker.iterations().fileRemoved(quant.id());
    try {
      Files.deleteIfExists(quant.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

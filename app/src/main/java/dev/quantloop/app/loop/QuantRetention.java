package dev.quantloop.app.loop;

import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the disk from filling up: of each quant type only the best file and the latest stay; the
 * others can be made again from their imatrix, which stays. A quant that was made in memory has no
 * file unless it turns out to be the best. Files from outside are not touched.
 */
record QuantRetention(Tracker tracker, Experiment experiment) {
  private static final Comparator<RankingRow> BEST =
      Comparator.comparingDouble(RankingRow::composite);
  private static final Comparator<RankingRow> LATEST =
      Comparator.comparingInt(RankingRow::iteration).reversed();

  private static final Set<IterationState> ENDED =
      EnumSet.of(IterationState.DONE, IterationState.FAILED);

  /** Deletes what is neither best nor latest, of iterations that have ended only. */
  void apply() {
    Set<QuantId> kept = new HashSet<>();
    Stream.of(BEST, LATEST)
        .flatMap(order -> firstOfEachType(order).stream())
        .forEach(row -> kept.add(row.quant()));
    tracker.iterations().list(experiment.id()).stream()
        .filter(iteration -> ENDED.contains(iteration.state()))
        .filter(iteration -> iteration.kind() != IterationKind.JUDGED)
        .flatMap(iteration -> tracker.iterations().quants(iteration.id()).stream())
        .filter(quant -> quant.fileRemovedAt().isEmpty() && !kept.contains(quant.id()))
        .forEach(this::delete);
  }

  /** Deletes all that were made here: mixes are tried for their figures alone. */
  void deleteAll() {
    tracker.iterations().quants(experiment.id()).stream()
        .filter(quant -> quant.fileRemovedAt().isEmpty())
        .filter(quant -> tracker.iterations().get(quant.iteration()).kind() != IterationKind.JUDGED)
        .forEach(this::delete);
  }

  /** Those of each quant type that are best and were never written, or deleted since. */
  List<Quant> bestWithoutFile() {
    return firstOfEachType(BEST).stream()
        .map(row -> tracker.iterations().quant(row.quant()))
        .filter(quant -> quant.fileRemovedAt().isPresent())
        .toList();
  }

  private Collection<RankingRow> firstOfEachType(Comparator<RankingRow> order) {
    Map<String, RankingRow> first = new TreeMap<>();
    tracker.rankings().ranking(experiment.id()).stream()
        .filter(row -> row.kind() != IterationKind.JUDGED)
        .forEach(row -> first.merge(row.quantType(), row, BinaryOperator.minBy(order)));
    return first.values();
  }

  /** Deletes what a run that was killed has left: quants without a row that has a file. */
  void deleteOrphans(ExperimentDirectory directory) {
    tracker.iterations().replicates(experiment.id()).stream()
        .filter(replicate -> replicate.state() == IterationState.DONE)
        .forEach(this::discard);
    Set<Path> recorded =
        tracker.iterations().quants(experiment.id()).stream()
            .filter(quant -> quant.fileRemovedAt().isEmpty())
            .map(Quant::file)
            .collect(Collectors.toSet());
    for (Path file : directory.quants()) {
      if (!recorded.contains(file)) {
        delete(file);
      }
    }
  }

  /** Deletes what a replicate was made by: its figures are all that is wanted of it. */
  void discard(Iteration replicate) {
    tracker.iterations().quants(replicate.id()).stream()
        .filter(quant -> quant.fileRemovedAt().isEmpty())
        .forEach(this::delete);
    tracker.iterations().imatrix(replicate.id()).map(Imatrix::file).ifPresent(file -> delete(file));
  }

  /** Deletes the latest of a type that is not the best, as if it had been made in memory. */
  void deleteLatest(String quantType) {
    Set<QuantId> best =
        firstOfEachType(BEST).stream().map(RankingRow::quant).collect(Collectors.toSet());
    firstOfEachType(LATEST).stream()
        .filter(row -> row.quantType().equals(quantType) && !best.contains(row.quant()))
        .map(row -> tracker.iterations().quant(row.quant()))
        .filter(quant -> quant.fileRemovedAt().isEmpty())
        .forEach(this::delete);
  }

  /** The row first: a file that outlives its row takes space, a row without file would lie. */
  private void delete(Quant quant) {
    tracker.iterations().fileRemoved(quant.id());
    delete(quant.file());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

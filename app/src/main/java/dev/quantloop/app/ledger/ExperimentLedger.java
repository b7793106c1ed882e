package dev.quantloop.app.ledger;

import static java.util.Comparator.comparingInt;

import dev.quantloop.app.experiment.BlockEnds;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.LedgerPlan;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.experiment.LedgerSums;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.app.worker.ExperimentLock;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ledger of an experiment as it is on record.
 *
 * @param blocks by source
 * @param iterations all that take calibration text, replicates too, by number and replicate
 */
record ExperimentLedger(
    Tracker tracker,
    Experiment experiment,
    Map<Corpus, List<LedgerBlock>> blocks,
    List<Iteration> iterations) {
  static ExperimentLedger of(Tracker tracker, Experiment experiment) {
    Map<Corpus, List<LedgerBlock>> blocks = new LinkedHashMap<>();
    for (Corpus corpus : tracker.experiments().corpora(experiment.id())) {
      blocks.put(corpus, tracker.iterations().blocks(corpus.id()));
    }
    List<Iteration> iterations =
        Stream.concat(
                tracker.iterations().list(experiment.id()).stream(),
                tracker.iterations().replicates(experiment.id()).stream())
            .filter(iteration -> !iteration.recipe().isEmpty())
            .sorted(comparingInt(Iteration::number).thenComparingInt(Iteration::replicate))
            .toList();
    return new ExperimentLedger(tracker, experiment, blocks, iterations);
  }

  ExperimentDirectory directory() {
    return new ExperimentDirectory(tracker.directory(experiment.id()));
  }

  /** Keeps runs of the experiment away; empty where one is under way. */
  Optional<ExperimentLock> lock() {
    try {
      Optional<ExperimentLock> lock = ExperimentLock.take(directory().lockFile());
      boolean active =
          tracker.runs().active(experiment.id()).isPresent()
              || new CrashedRuns(tracker, Clock.systemUTC()).isBusyElsewhere(experiment);
      lock.filter(taken -> active).ifPresent(ExperimentLock::close);
      return lock.filter(taken -> !active);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<LedgerBlock> allBlocks() {
    return blocks.values().stream().flatMap(List::stream).toList();
  }

  /** The parts of an iteration's recipe, covered with some blocks. */
  List<LedgerSums.Part> parts(Iteration iteration, Collection<LedgerBlock> with) {
    CalibrationPool pool =
        new CalibrationPool(List.copyOf(blocks.keySet()), experiment.settings().nCtx());
    return iteration.recipe().stream()
        .map(
            part ->
                new LedgerSums.Part(
                    pool.corpusOf(part),
                    LedgerPlan.of(
                        ranges(part.corpus(), with),
                        range(part),
                        tracker.quarantine().of(part.corpus()),
                        BlockEnds.LONGEST),
                    part.weight()))
        .toList();
  }

  /** The iterations that each block on record is part of. */
  Map<LedgerBlock, List<Iteration>> users() {
    Map<String, LedgerBlock> byPlace = new HashMap<>();
    Map<LedgerBlock, List<Iteration>> users = new LinkedHashMap<>();
    for (LedgerBlock block : allBlocks()) {
      byPlace.put(place(block.corpus(), range(block)), block);
      users.put(block, List.of());
    }
    for (Iteration iteration : iterations) {
      parts(iteration, users.keySet()).stream()
          .flatMap(
              part -> part.plan().cover().stream().map(range -> place(part.corpus().id(), range)))
          .distinct()
          .filter(byPlace::containsKey)
          .forEach(
              place ->
                  users.merge(
                      byPlace.get(place),
                      List.of(iteration),
                      (some, one) -> Stream.concat(some.stream(), one.stream()).toList()));
    }
    return users;
  }

  private static List<ChunkRange> ranges(CorpusId corpus, Collection<LedgerBlock> blocks) {
    return blocks.stream()
        .filter(block -> block.corpus().equals(corpus))
        .map(ExperimentLedger::range)
        .toList();
  }

  private static ChunkRange range(LedgerBlock block) {
    return new ChunkRange(block.firstChunk(), block.chunks());
  }

  private static ChunkRange range(RecipePart part) {
    return new ChunkRange(part.firstChunk(), part.chunks());
  }

  private static String place(CorpusId corpus, ChunkRange range) {
    return corpus + " " + range;
  }
}

package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EarlyStopDao;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.IterationDao;
import dev.quantloop.tracker.dao.QuantDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EarlyStop;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.stats.ChunkPlace;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.stats.SequentialComparison;
import dev.quantloop.tracker.stats.Stratum;
import java.util.List;
import java.util.Optional;

/**
 * Evaluations that end before their text does, as soon as it is settled how a quant compares with
 * one that was evaluated on the whole text.
 */
public final class EarlyStops {
  private static final Resampling HOW = Resampling.DEFAULT;

  private final Database database;

  EarlyStops(Database database) {
    this.database = database;
  }

  /** The chunks of all evaluation sets in the order in which such evaluations go. */
  public List<ChunkPlace> order(ExperimentId experiment) {
    List<Stratum> strata = strata(experiment);
    return strata.isEmpty() ? List.of() : new SequentialComparison(strata, List.of(), HOW).order();
  }

  /**
   * Watches the evaluation of a quant. Empty where the reference has no score, or results of its
   * tokens are gone, and where there are too few documents to settle anything early, or chunks were
   * put aside.
   */
  public Optional<EvaluationWatch> watch(QuantId reference, QuantId quant) {
    if (database.with(h -> new EvaluationDao(h).findScore(reference)).isEmpty()) {
      return Optional.empty();
    }
    ExperimentId experiment = experimentOf(quant);
    if (isAnyAside(experiment)) {
      return Optional.empty();
    }
    return EvaluationWatch.of(database, strata(experiment), HOW, reference, quant);
  }

  private List<Stratum> strata(ExperimentId experiment) {
    return SetDocuments.whole(database, experiment, DocumentPart.EVALUATION).stream()
        .map(one -> one.documents().stratum())
        .toList();
  }

  private boolean isAnyAside(ExperimentId experiment) {
    return database
        .with(h -> new CorpusDao(h).evaluationSets(experiment, DocumentPart.EVALUATION))
        .stream()
        .anyMatch(set -> !new Quarantine(database).of(set.id()).isEmpty());
  }

  public Optional<EarlyStop> find(QuantId quant) {
    return database.with(h -> new EarlyStopDao(h).find(quant));
  }

  /** In the order of the quants. */
  public List<EarlyStop> list(ExperimentId experiment) {
    return database.with(h -> new EarlyStopDao(h).list(experiment));
  }

  /** Forgets that evaluations were stopped, so that the next run ends them as usual. */
  public void resume(ExperimentId experiment) {
    database.transaction(
        () -> {
          for (EarlyStop stop : list(experiment)) {
            IterationId iteration =
                database.with(h -> new QuantDao(h).find(stop.quant())).orElseThrow().iteration();
            database.run(h -> new EarlyStopDao(h).delete(stop.quant()));
            new Iterations(database).setState(iteration, IterationState.PENDING);
          }
          return null;
        });
  }

  private ExperimentId experimentOf(QuantId quant) {
    return database.with(
        h -> {
          IterationId iteration = new QuantDao(h).find(quant).orElseThrow().iteration();
          return new IterationDao(h).find(iteration).orElseThrow().experiment();
        });
  }
}

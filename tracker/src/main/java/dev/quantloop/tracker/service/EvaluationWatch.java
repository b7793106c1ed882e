package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.ChunkResultDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EarlyStopDao;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.EarlyStop;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.ChunkPlace;
import dev.quantloop.tracker.stats.ChunkTokens;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.stats.SequentialComparison;
import dev.quantloop.tracker.stats.SequentialComparison.Settled;
import dev.quantloop.tracker.stats.Stratum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at an evaluation as it grows. Used by one thread. */
public final class EvaluationWatch {
  private final Database database;
  private final SequentialComparison comparison;
  private final QuantId reference;
  private final QuantId quant;
  private int nextLook;

  private EvaluationWatch(
      Database database, SequentialComparison comparison, QuantId reference, QuantId quant) {
    this.database = database;
    this.comparison = comparison;
    this.reference = reference;
    this.quant = quant;
  }

  static Optional<EvaluationWatch> of(
      Database database, List<Stratum> strata, Resampling how, QuantId reference, QuantId quant) {
    List<List<ChunkTokens>> chunks = new ArrayList<>();
    for (Map<Integer, ChunkTokens> ofSet : read(database, reference)) {
      chunks.add(List.copyOf(ofSet.values()));
    }
    boolean whole = chunks.size() == strata.size();
    for (int set = 0; whole && set < strata.size(); set++) {
      whole = chunks.get(set).size() == strata.get(set).chunks();
    }
    return whole
        ? Optional.of(
                new EvaluationWatch(
                    database, new SequentialComparison(strata, chunks, how), reference, quant))
            .filter(watch -> !watch.comparison.looks().isEmpty())
        : Optional.empty();
  }

  /** By set, what is on record of a quant's chunks, in their order. */
  private static List<Map<Integer, ChunkTokens>> read(Database database, QuantId quant) {
    List<Map<Integer, ChunkTokens>> sets = new ArrayList<>();
    for (Evaluation evaluation : database.with(h -> new EvaluationDao(h).list(quant))) {
      Map<Integer, ChunkTokens> chunks = new LinkedHashMap<>();
      for (ChunkResult one : database.with(h -> new ChunkResultDao(h).list(evaluation.id()))) {
        chunks.put(one.chunk(), one.tokens());
      }
      sets.add(chunks);
    }
    return sets;
  }

  /**
   * To be told how many chunks of the order are on record. Where it is settled before the end how
   * the quant compares, that is recorded.
   *
   * @param tokensPerChunk those of a chunk of the text
   */
  public Optional<EarlyStop> after(int chunks, int tokensPerChunk) {
    List<Integer> looks = comparison.looks();
    Optional<Settled> settled = Optional.empty();
    while (settled.isEmpty()
        && nextLook < looks.size() - 1
        && looks.get(nextLook) <= chunks
        && chunks < comparison.order().size()) {
      settled = look(nextLook++);
    }
    Optional<EarlyStop> stop = settled.map(one -> stop(one, chunks, tokensPerChunk));
    stop.ifPresent(
        one ->
            database.transaction(
                () -> {
                  database.run(h -> new EarlyStopDao(h).insert(one, database.now()));
                  return null;
                }));
    return stop;
  }

  private Optional<Settled> look(int look) {
    database.run(h -> new EarlyStopDao(h).insertLook(quant, comparison.lastError()));
    List<Map<Integer, ChunkTokens>> sets = read(database, quant);
    List<ChunkTokens> candidate = new ArrayList<>();
    for (ChunkPlace place : comparison.order().subList(0, comparison.looks().get(look))) {
      candidate.add(sets.get(place.set()).get(place.chunk()));
    }
    return comparison.look(look, candidate);
  }

  private EarlyStop stop(Settled settled, int evaluated, int tokensPerChunk) {
    int all = comparison.order().size();
    return new EarlyStop(
        quant,
        reference,
        Verdict.of(settled.outcome()),
        settled.change().value(),
        settled.change().interval().low(),
        settled.change().interval().high(),
        settled.change().p(),
        settled.look(),
        settled.chunks(),
        all,
        settled.clusters(),
        (long) (all - evaluated) * tokensPerChunk);
  }
}

package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ChunkResultDao;
import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.QuarantineDao;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Per-token results, chunk by chunk, and the statistics over them. */
public final class Evaluations {
  private final Database database;

  public Evaluations(Database database) {
    this.database = database;
  }

  /** Inserts the evaluation or finds it by quant and evaluation set. */
  public Evaluation open(QuantId quant, EvaluationSetId set, Provenance provenance) {
    return database.transaction(
        () ->
            evaluations(
                dao -> {
                  if (dao.find(quant, set).isEmpty()) {
                    dao.insert(quant, set, provenance, database.now());
                  }
                  return dao.find(quant, set).orElseThrow();
                }));
  }

  public Optional<Evaluation> find(QuantId quant, EvaluationSetId set) {
    return evaluations(dao -> dao.find(quant, set));
  }

  /** In the order of the evaluation sets. */
  public List<Evaluation> list(QuantId quant) {
    return evaluations(dao -> dao.list(quant));
  }

  /** Those of an experiment, by quant, then in the order of the evaluation sets; no replicates. */
  public List<Evaluation> list(ExperimentId experiment) {
    return evaluations(dao -> dao.list(experiment));
  }

  /** Begun and not finished, of the experiment's last iteration that has any. */
  public List<Evaluation> unfinished(ExperimentId experiment) {
    return evaluations(dao -> dao.unfinished(experiment));
  }

  /**
   * Commits a chunk; one that is there already is left as it is.
   *
   * @throws TrackerException when a result is not a finite number
   */
  public void record(EvaluationId evaluation, ChunkResult chunk, Provenance provenance) {
    if (!chunk.isFinite()) {
      throw new TrackerException(
          "chunk %d gave a result that is not a number: the quantized file or the model is broken"
              .formatted(chunk.chunk()));
    }
    database.transaction(
        () ->
            chunks(
                dao -> {
                  dao.insertOrKeep(evaluation, chunk, provenance, database.now());
                  return null;
                }));
  }

  /** Bit c: chunk c is committed, also where it was put aside. */
  public BitSet recordedChunks(EvaluationId evaluation) {
    BitSet recorded = new BitSet();
    chunks(dao -> dao.numbers(evaluation)).forEach(recorded::set);
    return recorded;
  }

  /** In chunk order, without those that were put aside. */
  public List<ChunkResult> chunks(EvaluationId evaluation) {
    return chunks(dao -> dao.list(evaluation));
  }

  /** One chunk, if it is committed. */
  public Optional<ChunkResult> chunk(EvaluationId evaluation, int chunk) {
    return chunks(dao -> dao.find(evaluation, chunk));
  }

  /** Over the chunks that are committed; empty where there are none. */
  public Optional<Distribution> distribution(QuantId quant) {
    List<ChunkScore> scores = new ArrayList<>();
    List<ChunkResult> all = new ArrayList<>();
    for (Evaluation evaluation : list(quant)) {
      EvaluationSet set = set(evaluation.evaluationSet());
      for (ChunkResult chunk : chunks(evaluation.id())) {
        scores.add(new ChunkScore(set, chunk.chunk(), ChunkResult.statistics(List.of(chunk))));
        all.add(chunk);
      }
    }
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new Distribution(scores, ChunkResult.tokens(all).kld()));
  }

  /**
   * Computes the statistics from the committed chunks and writes them; done before, it only returns
   * them.
   *
   * @throws IllegalStateException when chunks are missing
   */
  public Evaluation finish(EvaluationId evaluation) {
    return database.transaction(
        () -> {
          Evaluation found = evaluations(dao -> dao.get(evaluation));
          if (found.finishedAt().isPresent()) {
            return found;
          }
          List<ChunkResult> chunks = chunks(evaluation);
          requireAll(chunks, found.evaluationSet());
          return evaluations(
              dao -> {
                dao.finish(evaluation, ChunkResult.statistics(chunks), database.now());
                return dao.get(evaluation);
              });
        });
  }

  /**
   * Pools the tokens of all evaluation sets of the experiment into the quant's score, weighting
   * each token the same; done before, it only returns it.
   *
   * @throws IllegalStateException when an evaluation is missing or unfinished
   */
  public Score score(QuantId quant, Provenance provenance) {
    return database.transaction(
        () -> {
          Optional<Score> found = findScore(quant);
          if (found.isPresent()) {
            return found.get();
          }
          requireFinished(quant);
          List<ChunkResult> chunks =
              list(quant).stream().flatMap(e -> chunks(e.id()).stream()).toList();
          return evaluations(
              dao -> {
                dao.insertScore(quant, ChunkResult.statistics(chunks), provenance, database.now());
                ChunkResult.confidence(chunks).forEach(bucket -> dao.insert(quant, bucket));
                return dao.findScore(quant).orElseThrow();
              });
        });
  }

  public Optional<Score> findScore(QuantId quant) {
    return evaluations(dao -> dao.findScore(quant));
  }

  /**
   * The scored tokens of a quant by how sure the baseline is; none where it has no score or was
   * evaluated before that was recorded.
   */
  public List<ConfidenceBucket> confidence(QuantId quant) {
    return evaluations(dao -> dao.confidence(quant));
  }

  /** Keeps what the baseline of an experiment scores against itself; what is there stays. */
  public void record(ExperimentId experiment, NoiseFloor floor) {
    database.transaction(
        () ->
            evaluations(
                dao -> {
                  dao.insertOrKeep(experiment, floor, database.now());
                  return null;
                }));
  }

  /** Empty where it has not been measured yet. */
  public Optional<NoiseFloor> noiseFloor(ExperimentId experiment) {
    return evaluations(dao -> dao.noiseFloor(experiment));
  }

  private void requireAll(List<ChunkResult> chunks, EvaluationSetId id) {
    EvaluationSet set = set(id);
    int aside = database.with(h -> new QuarantineDao(h).ofSet(id)).cardinality();
    if (chunks.size() != set.chunks() - aside) {
      throw new IllegalStateException(
          "evaluation set %s has %d of %d chunks"
              .formatted(set.name(), chunks.size(), set.chunks() - aside));
    }
  }

  private EvaluationSet set(EvaluationSetId id) {
    return database.with(h -> new CorpusDao(h).evaluationSet(id));
  }

  private void requireFinished(QuantId quant) {
    List<String> unfinished = evaluations(dao -> dao.unfinished(quant));
    if (!unfinished.isEmpty()) {
      throw new IllegalStateException("not evaluated yet: " + String.join(", ", unfinished));
    }
  }

  private <T> T evaluations(Function<EvaluationDao, T> work) {
    return database.with(handle -> work.apply(new EvaluationDao(handle)));
  }

  private <T> T chunks(Function<ChunkResultDao, T> work) {
    return database.with(handle -> work.apply(new ChunkResultDao(handle)));
  }
}

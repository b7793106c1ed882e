package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.FigureValues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables evaluation, score, confidence_bucket and noise_floor. */
public record EvaluationDao(Handle handle) implements Dao {
  private static final String SELECT = ProvenanceDao.select("evaluation", "v");

  /** The texts that count in a score. */
  private static final String SCORED =
      " and v.evaluation_set_id in (select id from evaluation_set where part = 'evaluation')";

  private static final String FIND_SCORE =
      ProvenanceDao.select("score", "s") + "where s.quant_id = ?";
  private static final String UPDATE_SCORE =
      "update score set created_at = :now, ("
          + StoredFigures.NAMES
          + ") = ("
          + StoredFigures.PARAMETERS
          + ") where quant_id = :quant";
  private static final String FINISH =
      "update evaluation set finished_at = :now, ("
          + StoredFigures.NAMES
          + ") = ("
          + StoredFigures.PARAMETERS
          + ") where id = :id";

  public void insert(QuantId quant, EvaluationSetId set, Provenance provenance, Instant now) {
    Insert.into(handle, "evaluation")
        .with("quant_id", quant)
        .with("evaluation_set_id", set)
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance))
        .with("created_at", now)
        .execute();
  }

  public void finish(EvaluationId id, FigureValues statistics, Instant now) {
    handle
        .createUpdate(FINISH)
        .bindMap(StoredFigures.of(statistics))
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  public Evaluation get(EvaluationId id) {
    return get(Evaluation.class, SELECT + "where v.id = ?", id);
  }

  public Optional<Evaluation> find(QuantId quant, EvaluationSetId set) {
    return find(
        Evaluation.class, SELECT + "where v.quant_id = ? and v.evaluation_set_id = ?", quant, set);
  }

  /** In the order of the evaluation sets. */
  public List<Evaluation> list(QuantId quant) {
    return list(
        Evaluation.class,
        SELECT + "where v.quant_id = ?" + SCORED + " order by v.evaluation_set_id",
        quant);
  }

  /** All on a set. */
  public List<Evaluation> list(EvaluationSetId set) {
    return list(Evaluation.class, SELECT + "where v.evaluation_set_id = ? order by v.id", set);
  }

  /** By quant, then in the order of the evaluation sets; without replicates. */
  public List<Evaluation> list(ExperimentId experiment) {
    return list(
        Evaluation.class,
        SELECT
            + "join quant q on q.id = v.quant_id join iteration i on i.id = q.iteration_id"
            + " where i.experiment_id = ? and i.replicate = 0"
            + SCORED
            + " order by v.quant_id, v.evaluation_set_id",
        experiment);
  }

  /** Begun and not finished, of the last iteration that has any, in the order of their making. */
  public List<Evaluation> unfinished(ExperimentId experiment) {
    return list(
        Evaluation.class,
        SELECT
            + "join quant q on q.id = v.quant_id where v.finished_at is null"
            + " and q.iteration_id = (select max(i.id) from iteration i"
            + "   join quant open on open.iteration_id = i.id"
            + "   join evaluation e on e.quant_id = open.id"
            + "   where i.experiment_id = ? and i.replicate = 0 and e.finished_at is null)"
            + SCORED
            + " order by v.id",
        experiment);
  }

  /** Evaluation sets of the quant's experiment whose evaluation is missing or unfinished. */
  public List<String> unfinished(QuantId quant) {
    return list(String.class, SqlFile.of("list-unfinished-evaluation-sets.sql"), quant);
  }

  public void insertScore(
      QuantId quant, FigureValues statistics, Provenance provenance, Instant now) {
    Insert.into(handle, "score")
        .with("quant_id", quant)
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance))
        .with("created_at", now)
        .with(StoredFigures.of(statistics))
        .execute();
  }

  /** Puts other figures in the place of those of a score that is there. */
  public void updateScore(QuantId quant, FigureValues statistics, Instant now) {
    handle
        .createUpdate(UPDATE_SCORE)
        .bindMap(StoredFigures.of(statistics))
        .bind("now", now)
        .bind("quant", quant)
        .execute();
  }

  public void deleteConfidence(QuantId quant) {
    handle.execute("delete from confidence_bucket where quant_id = ?", quant);
  }

  /** By how sure the baseline is, beside the score. */
  public void insert(QuantId quant, ConfidenceBucket bucket) {
    Insert.into(handle, "confidence_bucket")
        .with("quant_id", quant)
        .with("low", bucket.low())
        .with("high", bucket.high())
        .with("share", bucket.share())
        .with(StoredFigures.of(bucket.statistics()))
        .execute();
  }

  public List<ConfidenceBucket> confidence(QuantId quant) {
    return list(
        ConfidenceBucket.class,
        "select * from confidence_bucket where quant_id = ? order by low",
        quant);
  }

  /** One that is there is left as it is. */
  public void insertOrKeep(ExperimentId experiment, NoiseFloor floor, Instant now) {
    Insert.into(handle, "noise_floor")
        .with("experiment_id", experiment)
        .with("chunks", floor.chunks())
        .with("other_ubatch", floor.otherUbatch())
        .with("other_threads", floor.otherThreads())
        .with(StoredFigures.of(floor.statistics()))
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(floor.provenance()))
        .with("created_at", now)
        .execute("on conflict do nothing");
  }

  public void deleteNoiseFloor(ExperimentId experiment) {
    handle.execute("delete from noise_floor where experiment_id = ?", experiment);
  }

  public Optional<NoiseFloor> noiseFloor(ExperimentId experiment) {
    return find(
        NoiseFloor.class,
        ProvenanceDao.select("noise_floor", "f") + "where f.experiment_id = ?",
        experiment);
  }

  /** That of the quant's experiment. */
  public Optional<NoiseFloor> noiseFloor(QuantId quant) {
    return find(
        NoiseFloor.class,
        ProvenanceDao.select("noise_floor", "f")
            + "where f.experiment_id = (select i.experiment_id from quant q"
            + " join iteration i on i.id = q.iteration_id where q.id = ?)",
        quant);
  }

  public Optional<Score> findScore(QuantId quant) {
    return find(Score.class, FIND_SCORE, quant);
  }
}

package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Decision;
import dev.quantloop.tracker.record.GrowthStep;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;

/**
 * Tables decision, calibration_noise, comparison, verdict, growth_step and recommendation: what was
 * decided of an experiment, which goes as a whole.
 */
public record DecisionDao(Handle handle) implements Dao {
  /** What the decisions on record rest on; empty where there are none. */
  public Optional<String> basis(ExperimentId experiment) {
    return find(String.class, "select basis from decision where experiment_id = ?", experiment);
  }

  /** What decisions made now would rest on: another text than before where they may differ. */
  public String currentBasis(ExperimentId experiment) {
    return get(String.class, SqlFile.of("find-basis-of-decisions.sql"), experiment);
  }

  /** Takes the place of all that was decided. */
  public void begin(ExperimentId experiment, Decision decision, Instant now) {
    handle.execute("delete from decision where experiment_id = ?", experiment);
    Insert.into(handle, "decision")
        .with("experiment_id", experiment)
        .with(decision)
        .with("decided_at", now)
        .execute();
  }

  public void insertNoise(
      ExperimentId experiment, String quantType, double deviation, double freedom) {
    handle.execute(
        "insert into calibration_noise values (?, ?, ?, ?)",
        experiment,
        quantType,
        deviation,
        freedom);
  }

  /** Two quants of the model with imatrices that were held against each other last, as files. */
  public Optional<QuantPair> latestPair(ModelId model) {
    return find(QuantPair.class, SqlFile.of("find-latest-pair.sql"), model);
  }

  /** A quant and what it was held against. */
  public record QuantPair(QuantId referenceQuant, QuantId quant) {}

  /** Returns its id. */
  public long insert(ExperimentId experiment, Comparison comparison) {
    return Insert.into(handle, "comparison")
        .with("experiment_id", experiment)
        .with(comparison)
        .executeForId();
  }

  /**
   * @param comparison the id of the one that the verdict is from, or null
   */
  public void insertVerdict(
      ExperimentId experiment, QuantId quant, Verdict verdict, Long comparison) {
    handle.execute(
        "insert into verdict values (?, ?, ?, ?)", quant, experiment, verdict, comparison);
  }

  public void insert(ExperimentId experiment, GrowthStep step) {
    Insert.into(handle, "growth_step").with("experiment_id", experiment).with(step).execute();
  }

  public void insertRecommendation(
      ExperimentId experiment,
      String quantType,
      QuantId recommended,
      QuantId best,
      Question question,
      OptionalDouble atMostWorse) {
    handle.execute(
        "insert into recommendation values (?, ?, ?, ?, ?, ?)",
        experiment,
        quantType,
        recommended,
        best,
        question,
        atMostWorse.isPresent() ? atMostWorse.getAsDouble() : null);
  }

  /** By quant type, where the luck of the calibration text is known. */
  public Map<String, Double> atMostWorse(ExperimentId experiment) {
    Map<String, Double> worse = new HashMap<>();
    handle
        .select(
            "select quant_type, at_most_worse from recommendation"
                + " where experiment_id = ? and question = 'recipe' and at_most_worse is not null",
            experiment)
        .map((row, context) -> worse.put(row.getString(1), row.getDouble(2)))
        .list();
    return worse;
  }
}

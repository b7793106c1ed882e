package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.stats.Resampled;
import dev.quantloop.tracker.stats.Resampling;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables resampling and figure_interval. A set that is null stands for all sets pooled. */
public record ResamplingDao(Handle handle) implements Dao {
  /** Quants of the experiment that have a score and were not resampled like this. */
  public List<QuantId> missing(ExperimentId experiment, Resampling how) {
    return handle
        .select(
            """
            select q.id from score s
            join quant q on q.id = s.quant_id
            join iteration i on i.id = q.iteration_id
            where i.experiment_id = ? and not exists (
              select 1 from resampling r
              where r.quant_id = q.id and r.evaluation_set_id is null
                and r.method = ? and r.resamples = ? and r.seed = ?)
            order by q.id
            """,
            experiment,
            Resampling.METHOD,
            how.resamples(),
            how.seed())
        .map((row, context) -> new QuantId(row.getLong(1)))
        .list();
  }

  /** Takes the place of what is there. */
  public void replace(
      QuantId quant,
      EvaluationSetId set,
      Resampled resampled,
      int chunks,
      boolean documentsKnown,
      Map<Figure, Interval> intervals) {
    handle.execute(
        "delete from resampling where quant_id = ? and evaluation_set_id is ?", quant, set);
    long id =
        Insert.into(handle, "resampling")
            .with("quant_id", quant)
            .with("evaluation_set_id", set)
            .with("method", Resampling.METHOD)
            .with("resamples", resampled.resampling().resamples())
            .with("seed", resampled.resampling().seed())
            .with("clusters", resampled.clusters())
            .with("chunks", chunks)
            .with("documents_known", documentsKnown)
            .with("figures", resampled.toBytes())
            .executeForId();
    for (Figure figure : Figure.stored()) {
      Interval interval = intervals.get(figure);
      if (interval != null) {
        handle.execute(
            "insert into figure_interval values (?, ?, ?, ?)",
            id,
            figure.key(),
            interval.low(),
            interval.high());
      }
    }
  }

  /** All of a quant. */
  public void delete(QuantId quant) {
    handle.execute("delete from resampling where quant_id = ?", quant);
  }

  /** Those of a quant's figures. */
  public Map<Figure, Interval> intervals(QuantId quant, EvaluationSetId set) {
    Map<Figure, Interval> intervals = new EnumMap<>(Figure.class);
    handle
        .select(
            "select n.figure, n.low, n.high from figure_interval n"
                + " join resampling r on r.id = n.resampling_id"
                + " where r.quant_id = ? and r.evaluation_set_id is ?",
            quant,
            set)
        .map(
            (row, context) ->
                intervals.put(
                    Figure.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                    new Interval(row.getDouble(2), row.getDouble(3))))
        .list();
    return Resampled.withRatio(intervals);
  }

  /** Resampled figures and how many chunks they are from. */
  public record Stored(Resampled figures, int chunks) {}

  public Optional<Stored> find(QuantId quant, EvaluationSetId set) {
    return handle
        .select(
            "select figures, chunks from resampling"
                + " where quant_id = ? and evaluation_set_id is ?",
            quant,
            set)
        .map((row, context) -> new Stored(Resampled.ofBytes(row.getBytes(1)), row.getInt(2)))
        .findOne();
  }
}

package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.stats.Resampled;
import dev.quantloop.tracker.stats.Resampling;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables held_out_score and held_out_figure. */
public record HeldOutDao(Handle handle) implements Dao {
  private record Row(Figure figure, double value, Optional<Interval> interval) {}

  private record Basis(int clusters, int chunks) {}

  public void insert(
      QuantId quant,
      HeldOutScore score,
      Resampling how,
      boolean documentsKnown,
      Provenance provenance,
      Instant now) {
    Insert.into(handle, "held_out_score")
        .with("quant_id", quant)
        .with("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance))
        .with("created_at", now)
        .with("method", Resampling.METHOD)
        .with("resamples", how.resamples())
        .with("seed", how.seed())
        .with("clusters", score.clusters())
        .with("chunks", score.chunks())
        .with("documents_known", documentsKnown)
        .execute();
    for (Figure figure : Figure.stored()) {
      Optional<Interval> interval = score.interval(figure);
      handle.execute(
          "insert into held_out_figure values (?, ?, ?, ?, ?)",
          quant,
          figure.key(),
          score.statistics().get(figure),
          interval.map(Interval::low).orElse(null),
          interval.map(Interval::high).orElse(null));
    }
  }

  public void delete(QuantId quant) {
    handle.execute("delete from held_out_score where quant_id = ?", quant);
  }

  /** Those of an experiment that have a score, in their order. */
  public List<QuantId> quants(ExperimentId experiment) {
    return list(
        QuantId.class,
        "select s.quant_id from held_out_score s join quant q on q.id = s.quant_id"
            + " join iteration i on i.id = q.iteration_id where i.experiment_id = ?"
            + " order by s.quant_id",
        experiment);
  }

  public Optional<HeldOutScore> find(QuantId quant) {
    Optional<Basis> basis =
        handle
            .select("select clusters, chunks from held_out_score where quant_id = ?", quant)
            .map((row, context) -> new Basis(row.getInt(1), row.getInt(2)))
            .findOne();
    return basis.map(found -> score(quant, found));
  }

  private HeldOutScore score(QuantId quant, Basis basis) {
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    Map<Figure, Interval> intervals = new EnumMap<>(Figure.class);
    handle
        .select("select figure, value, low, high from held_out_figure where quant_id = ?", quant)
        .map(
            (row, context) -> {
              double low = row.getDouble(3);
              Optional<Interval> interval =
                  row.wasNull()
                      ? Optional.empty()
                      : Optional.of(new Interval(low, row.getDouble(4)));
              Figure figure = Figure.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
              return new Row(figure, row.getDouble(2), interval);
            })
        .forEach(
            row -> {
              values.put(row.figure(), row.value());
              row.interval().ifPresent(interval -> intervals.put(row.figure(), interval));
            });
    return new HeldOutScore(
        FigureValues.of(figure -> values.getOrDefault(figure, Double.NaN)),
        Resampled.withRatio(intervals),
        basis.clusters(),
        basis.chunks());
  }
}

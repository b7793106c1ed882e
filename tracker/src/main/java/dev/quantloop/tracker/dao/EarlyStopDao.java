package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.EarlyStop;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables early_look and early_stop. */
public record EarlyStopDao(Handle handle) implements Dao {
  public void insert(EarlyStop stop, Instant now) {
    Insert.into(handle, "early_stop").with(stop).with("created_at", now).execute();
  }

  public Optional<EarlyStop> find(QuantId quant) {
    return find(EarlyStop.class, "select * from early_stop where quant_id = ?", quant);
  }

  /** In the order of the quants. */
  public List<EarlyStop> list(ExperimentId experiment) {
    return list(
        EarlyStop.class,
        "select s.* from early_stop s join quant q on q.id = s.quant_id"
            + " join iteration i on i.id = q.iteration_id where i.experiment_id = ?"
            + " order by s.quant_id",
        experiment);
  }

  /** Keeps that its evaluation was looked at before the end, and what is left for the last look. */
  public void insertLook(QuantId quant, double lastError) {
    handle.execute("insert into early_look values (?, ?) on conflict do nothing", quant, lastError);
  }

  /** Empty where it was looked at once. */
  public Optional<Double> lastError(QuantId quant) {
    return find(Double.class, "select last_error from early_look where quant_id = ?", quant);
  }

  public void delete(QuantId quant) {
    handle.execute("delete from early_stop where quant_id = ?", quant);
  }
}

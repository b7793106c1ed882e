package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table tag. */
public record TagDao(Handle handle) {
  private static final String LIST =
      "select t.experiment_id, t.name, i.number as iteration"
          + " from tag t left join iteration i on i.id = t.iteration_id"
          + " where t.experiment_id = ? order by t.name, i.number";

  /** False when it was there already. */
  public boolean insert(
      ExperimentId experiment, Optional<IterationId> iteration, String name, Instant now) {
    return handle.execute(
            "insert into tag (experiment_id, iteration_id, name, created_at) values (?, ?, ?, ?)"
                + " on conflict do nothing",
            experiment,
            iteration,
            name,
            now)
        == 1;
  }

  /** False when it was not there. */
  public boolean delete(ExperimentId experiment, Optional<IterationId> iteration, String name) {
    return handle.execute(
            "delete from tag where experiment_id = ? and iteration_id is ? and name = ?",
            experiment,
            iteration,
            name)
        == 1;
  }

  /** By name. */
  public List<Tag> list(ExperimentId experiment) {
    return handle.select(LIST, experiment).mapTo(Tag.class).list();
  }
}

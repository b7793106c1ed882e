package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.NewEvaluationSet;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table evaluation_set. */
public record EvaluationSetDao(Handle handle) {
  public void insertOrKeep(ExperimentId experiment, NewEvaluationSet set, Instant now) {
    Insert.into(handle, "evaluation_set")
        .with("experiment_id", experiment)
        .with(set)
        .with("created_at", now)
        .execute("on conflict (experiment_id, name) do nothing");
  }

  public List<EvaluationSet> list(ExperimentId experiment) {
    return handle
        .select("select * from evaluation_set where experiment_id = ? order by id", experiment)
        .mapTo(EvaluationSet.class)
        .list();
  }

  public EvaluationSet get(EvaluationSetId id) {
    return handle
        .select("select * from evaluation_set where id = ?", id)
        .mapTo(EvaluationSet.class)
        .one();
  }
}

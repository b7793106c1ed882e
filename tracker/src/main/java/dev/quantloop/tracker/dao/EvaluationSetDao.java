package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.NewEvaluationSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table evaluation_set. */
public final class EvaluationSetDao {
  private static final String INSERT =
      """
      insert into evaluation_set (experiment_id, corpus_id, name, domain, first_token, chunks,
        sha256, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (experiment_id, name) do nothing
      """;

  private final Handle handle;

  public EvaluationSetDao(Handle handle) {
    this.handle = handle;
  }

  public void insertOrKeep(ExperimentId experiment, NewEvaluationSet set, Instant now) {
    handle.execute(
        INSERT,
        experiment.value(),
        set.corpus().value(),
        set.name(),
        set.domain(),
        set.firstToken(),
        set.chunks(),
        set.sha256(),
        Timestamps.text(now));
  }

  public List<EvaluationSet> list(ExperimentId experiment) {
    return handle
        .select(
            "select * from evaluation_set where experiment_id = ? order by id", experiment.value())
        .map((row, context) -> read(row))
        .list();
  }

  public EvaluationSet get(EvaluationSetId id) {
    return handle
        .select("select * from evaluation_set where id = ?", id.value())
        .map((row, context) -> read(row))
        .one();
  }

  private static EvaluationSet read(ResultSet row) throws SQLException {
    return new EvaluationSet(
        new EvaluationSetId(row.getLong("id")),
        new ExperimentId(row.getLong("experiment_id")),
        new CorpusId(row.getLong("corpus_id")),
        row.getString("name"),
        row.getString("domain"),
        row.getLong("first_token"),
        row.getInt("chunks"),
        row.getString("sha256"));
  }
}

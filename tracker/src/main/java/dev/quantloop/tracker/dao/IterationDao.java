package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.CorpusId;
import dev.quantloop.tracker.ExperimentId;
import dev.quantloop.tracker.Iteration;
import dev.quantloop.tracker.IterationId;
import dev.quantloop.tracker.IterationKind;
import dev.quantloop.tracker.IterationState;
import dev.quantloop.tracker.NewIteration;
import dev.quantloop.tracker.RecipePart;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Tables iteration, iteration_source and iteration_quant_type. */
public final class IterationDao {
  private static final String INSERT =
      """
      insert into iteration (experiment_id, number, kind, state, corpus_tokens, corpus_sha256,
        created_at)
      values (:experiment, :number, :kind, 'pending', :tokens, :sha256, :now)
      """;

  private final Handle handle;

  public IterationDao(Handle handle) {
    this.handle = handle;
  }

  public IterationId insert(NewIteration iteration, Instant now) {
    long id =
        handle
            .createUpdate(INSERT)
            .bind("experiment", iteration.experiment().value())
            .bind("number", iteration.number())
            .bind("kind", iteration.kind().word())
            .bind("tokens", iteration.corpusTokens())
            .bind("sha256", iteration.corpusSha256())
            .bind("now", Timestamps.text(now))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    for (RecipePart part : iteration.recipe()) {
      handle.execute(
          "insert into iteration_source values (?, ?, ?, ?, ?)",
          id,
          part.corpus().value(),
          part.firstChunk(),
          part.chunks(),
          part.weight());
    }
    for (int position = 0; position < iteration.quantTypes().size(); position++) {
      handle.execute(
          "insert into iteration_quant_type values (?, ?, ?)",
          id,
          position,
          iteration.quantTypes().get(position));
    }
    return new IterationId(id);
  }

  public Optional<Iteration> find(IterationId id) {
    return read(handle.select("select * from iteration where id = ?", id.value())).findFirst();
  }

  public Optional<Iteration> find(ExperimentId experiment, int number) {
    return read(handle.select(
            "select * from iteration where experiment_id = ? and number = ?",
            experiment.value(),
            number))
        .findFirst();
  }

  public List<Iteration> list(ExperimentId experiment) {
    return read(handle.select(
            "select * from iteration where experiment_id = ? order by number", experiment.value()))
        .toList();
  }

  public int nextNumber(ExperimentId experiment) {
    return handle
        .select(
            "select coalesce(max(number) + 1, 0) from iteration where experiment_id = ?",
            experiment.value())
        .mapTo(Integer.class)
        .one();
  }

  public void update(IterationId id, IterationState state, Optional<Instant> endedAt) {
    handle.execute(
        "update iteration set state = ?, ended_at = ? where id = ?",
        state.word(),
        endedAt.map(Timestamps::text).orElse(null),
        id.value());
  }

  private Stream<Iteration> read(Query query) {
    return query.map((row, context) -> read(row)).list().stream();
  }

  private Iteration read(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    return new Iteration(
        new IterationId(id),
        new ExperimentId(row.getLong("experiment_id")),
        row.getInt("number"),
        IterationKind.of(row.getString("kind")),
        IterationState.of(row.getString("state")),
        row.getLong("corpus_tokens"),
        Columns.text(row, "corpus_sha256"),
        recipe(id),
        quantTypes(id),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "ended_at"));
  }

  private List<RecipePart> recipe(long iteration) {
    return handle
        .select(
            "select p.* from iteration_source p join corpus c on c.id = p.corpus_id"
                + " where p.iteration_id = ? order by c.position, p.first_chunk",
            iteration)
        .map(
            (row, context) ->
                new RecipePart(
                    new CorpusId(row.getLong("corpus_id")),
                    row.getInt("first_chunk"),
                    row.getInt("chunks"),
                    row.getDouble("weight")))
        .list();
  }

  private List<String> quantTypes(long iteration) {
    return handle
        .select(
            "select quant_type from iteration_quant_type where iteration_id = ? order by position",
            iteration)
        .mapTo(String.class)
        .list();
  }
}

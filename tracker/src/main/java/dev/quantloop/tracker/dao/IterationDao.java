package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.RecipePart;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Tables iteration, iteration_source and iteration_quant_type. */
public final class IterationDao {
  private static final String INSERT =
      """
      insert into iteration (experiment_id, number, kind, state, corpus_tokens, corpus_sha256,
        created_at)
      values (:experiment, :number, :kind, 'pending', :tokens, :sha256, :now)
      """;

  private static final String LIST = "select i.* from iteration i where %s order by i.number";
  private static final String RECIPES =
      """
      select p.* from iteration_source p
      join iteration i on i.id = p.iteration_id
      join corpus c on c.id = p.corpus_id
      where %s order by c.position, p.first_chunk
      """;
  private static final String QUANT_TYPES =
      """
      select t.* from iteration_quant_type t
      join iteration i on i.id = t.iteration_id
      where %s order by t.position
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
    return list("i.id = ?", id.value()).stream().findFirst();
  }

  public Optional<Iteration> find(ExperimentId experiment, int number) {
    return list("i.experiment_id = ? and i.number = ?", experiment.value(), number).stream()
        .findFirst();
  }

  public List<Iteration> list(ExperimentId experiment) {
    return list("i.experiment_id = ?", experiment.value());
  }

  /**
   * With three statements, however many there are; the iterations first, for what belongs to one is
   * written together with it.
   */
  private List<Iteration> list(String condition, Object... values) {
    List<Row> rows =
        handle
            .select(LIST.formatted(condition), values)
            .map((row, context) -> Row.read(row))
            .list();
    Map<Long, List<RecipePart>> recipes =
        byIteration(RECIPES.formatted(condition), values, (row, context) -> recipePart(row));
    Map<Long, List<String>> types =
        byIteration(
            QUANT_TYPES.formatted(condition),
            values,
            (row, context) -> row.getString("quant_type"));
    return rows.stream()
        .map(
            row ->
                row.with(
                    recipes.getOrDefault(row.id(), List.of()),
                    types.getOrDefault(row.id(), List.of())))
        .toList();
  }

  private <T> Map<Long, List<T>> byIteration(String sql, Object[] values, RowMapper<T> mapper) {
    return handle
        .select(sql, values)
        .map((row, context) -> Map.entry(row.getLong("iteration_id"), mapper.map(row, context)))
        .list()
        .stream()
        .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
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

  private static RecipePart recipePart(ResultSet row) throws SQLException {
    return new RecipePart(
        new CorpusId(row.getLong("corpus_id")),
        row.getInt("first_chunk"),
        row.getInt("chunks"),
        row.getDouble("weight"));
  }

  /** A row of table iteration. */
  private record Row(
      long id,
      long experiment,
      int number,
      String kind,
      String state,
      long corpusTokens,
      Optional<String> corpusSha256,
      Instant createdAt,
      Optional<Instant> endedAt) {

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getLong("id"),
          row.getLong("experiment_id"),
          row.getInt("number"),
          row.getString("kind"),
          row.getString("state"),
          row.getLong("corpus_tokens"),
          Columns.text(row, "corpus_sha256"),
          Columns.instant(row, "created_at"),
          Columns.optionalInstant(row, "ended_at"));
    }

    Iteration with(List<RecipePart> recipe, List<String> quantTypes) {
      return new Iteration(
          new IterationId(id),
          new ExperimentId(experiment),
          number,
          IterationKind.of(kind),
          IterationState.of(state),
          corpusTokens,
          corpusSha256,
          recipe,
          quantTypes,
          createdAt,
          endedAt);
    }
  }
}

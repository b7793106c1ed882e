package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.RecipePart;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables iteration, iteration_source and iteration_quant_type. */
public record IterationDao(Handle handle) implements Dao {
  /** The recipe, whose parts are rows of their own, is put in afterwards. */
  private static final String LIST =
      """
      select i.*, null as recipe, (
        select group_concat(quant_type, char(10)) from (
          select quant_type from iteration_quant_type
          where iteration_id = i.id order by position)) as quant_types
      from iteration i where %s order by i.number, i.replicate
      """;

  private static final String RECIPES =
      """
      select p.* from iteration_source p
      join iteration i on i.id = p.iteration_id
      join corpus c on c.id = p.corpus_id
      where %s order by c.position, p.first_chunk
      """;

  public IterationId insert(NewIteration iteration, Instant now) {
    long id =
        Insert.into(handle, "iteration")
            .with("experiment_id", iteration.experiment())
            .with("number", iteration.number())
            .with("replicate", iteration.replicate())
            .with("kind", iteration.kind())
            .with("state", IterationState.PENDING)
            .with("corpus_tokens", iteration.corpusTokens())
            .with("corpus_sha256", iteration.corpusSha256())
            .with("drawn", iteration.drawn())
            .with("label", iteration.label())
            .with("created_at", now)
            .executeForId();
    for (RecipePart part : iteration.recipe()) {
      handle.execute(
          "insert into iteration_source values (?, ?, ?, ?, ?)",
          id,
          part.corpus(),
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
    return list("i.id = ?", id).stream().findFirst();
  }

  public Optional<Iteration> find(ExperimentId experiment, int number, int replicate) {
    return list(
            "i.experiment_id = ? and i.number = ? and i.replicate = ?",
            experiment,
            number,
            replicate)
        .stream()
        .findFirst();
  }

  /** Without replicates. */
  public List<Iteration> list(ExperimentId experiment) {
    return list("i.experiment_id = ? and i.replicate = 0", experiment);
  }

  /** Of all iterations, by number. */
  public List<Iteration> replicates(ExperimentId experiment) {
    return list("i.experiment_id = ? and i.replicate > 0", experiment);
  }

  public List<Iteration> replicates(IterationId iteration) {
    return list(
        "i.replicate > 0 and (i.experiment_id, i.number)"
            + " = (select experiment_id, number from iteration where id = ?)",
        iteration);
  }

  /**
   * With two statements, however many there are; the iterations first, for the recipe of one is
   * written together with it.
   */
  private List<Iteration> list(String condition, Object... values) {
    List<Iteration> iterations = list(Iteration.class, LIST.formatted(condition), values);
    Map<IterationId, List<RecipePart>> recipes =
        handle
            .select(RECIPES.formatted(condition), values)
            .mapTo(PartRow.class)
            .collect(groupingBy(PartRow::iteration, mapping(PartRow::part, toList())));
    return iterations.stream()
        .map(one -> one.with(recipes.getOrDefault(one.id(), List.of())))
        .toList();
  }

  public int nextNumber(ExperimentId experiment) {
    return get(
        Integer.class,
        "select coalesce(max(number) + 1, 0) from iteration where experiment_id = ?",
        experiment);
  }

  public void update(IterationId id, IterationState state, Optional<Instant> endedAt) {
    handle.execute("update iteration set state = ?, ended_at = ? where id = ?", state, endedAt, id);
  }

  private record PartRow(IterationId iteration, RecipePart part) {}
}

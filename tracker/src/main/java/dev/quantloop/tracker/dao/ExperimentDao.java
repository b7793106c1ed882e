package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables experiment and experiment_quant_type. */
public record ExperimentDao(Handle handle) implements Dao {
  private static final String SELECT =
      """
      select *, (
        select group_concat(quant_type, char(10)) from (
          select quant_type from experiment_quant_type
          where experiment_id = experiment.id order by position)) as quant_types
      from experiment\s
      """;

  public ExperimentId insert(
      String name, ModelId model, ExperimentSettings settings, String programVersion, Instant now) {
    ExperimentId id =
        new ExperimentId(
            Insert.into(handle, "experiment")
                .with("name", name)
                .with("model_id", model)
                .with(columns(settings))
                .with("program_version", programVersion)
                .with("created_at", now)
                .executeForId());
    handle.execute(
        "update experiment set model_path = (select path from model where id = model_id)"
            + " where id = ?",
        id);
    insertQuantTypes(id, settings.quantTypes());
    return id;
  }

  public void update(ExperimentId id, ExperimentSettings settings) {
    Map<String, Object> columns = columns(settings);
    String changes =
        columns.keySet().stream().map(name -> name + " = :" + name).collect(joining(", "));
    handle
        .createUpdate("update experiment set " + changes + " where id = :id")
        .bindMap(columns)
        .bind("id", id)
        .execute();
    handle.execute("delete from experiment_quant_type where experiment_id = ?", id);
    insertQuantTypes(id, settings.quantTypes());
  }

  /** The settings that are columns of the table. */
  private static Map<String, Object> columns(ExperimentSettings settings) {
    Map<String, Object> columns = settings.values();
    columns.remove(ExperimentSettings.QUANT_TYPES);
    return columns;
  }

  public void rename(ExperimentId id, String name) {
    handle.execute("update experiment set name = ? where id = ?", name, id);
  }

  public void archive(ExperimentId id, Optional<Instant> at) {
    handle.execute("update experiment set archived_at = ? where id = ?", at, id);
  }

  public void hide(ExperimentId id, Instant at) {
    handle.execute(
        "update experiment set removed_at = coalesce(removed_at, ?) where id = ?", at, id);
  }

  public void show(ExperimentId id) {
    handle.execute("update experiment set removed_at = null where id = ?", id);
  }

  public void delete(ExperimentId id) {
    handle.execute("delete from experiment where id = ?", id);
  }

  public Optional<Experiment> find(ExperimentId id) {
    return find(Experiment.class, SELECT + "where id = ?", id);
  }

  /** Removed experiments have no name. */
  public Optional<Experiment> find(String name) {
    return find(Experiment.class, SELECT + "where name = ? and removed_at is null", name);
  }

  /** One line each, newest first, without removed ones. */
  public List<ExperimentSummary> list(boolean withArchived) {
    return list(ExperimentSummary.class, SqlFile.of("list-experiments.sql"), withArchived ? 1 : 0);
  }

  /** Latest first. */
  public List<String> names() {
    return list(
        String.class, "select name from experiment where removed_at is null order by id desc");
  }

  private void insertQuantTypes(ExperimentId experiment, List<String> types) {
    for (int position = 0; position < types.size(); position++) {
      handle.execute(
          "insert into experiment_quant_type values (?, ?, ?)",
          experiment,
          position,
          types.get(position));
    }
  }
}

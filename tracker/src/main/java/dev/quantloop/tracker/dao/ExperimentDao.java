package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.NewExperiment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables experiment and experiment_quant_type. */
public final class ExperimentDao {
  private final Handle handle;

  public ExperimentDao(Handle handle) {
    this.handle = handle;
  }

  public ExperimentId insert(NewExperiment experiment, Instant now) {
    Map<String, Object> columns = columns(experiment.settings());
    String names = String.join(", ", columns.keySet());
    String values = columns.keySet().stream().map(name -> ":" + name).collect(joining(", "));
    long id =
        handle
            .createUpdate(
                """
                insert into experiment (name, model_id, model_path, program_version, created_at, %s)
                values (:name, :model, (select path from model where id = :model),
                  :programVersion, :createdAt, %s)
                """
                    .formatted(names, values))
            .bindMap(columns)
            .bind("name", experiment.name())
            .bind("model", experiment.model().value())
            .bind("programVersion", experiment.programVersion())
            .bind("createdAt", Timestamps.text(now))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    insertQuantTypes(id, experiment.settings().quantTypes());
    return new ExperimentId(id);
  }

  public void update(ExperimentId id, ExperimentSettings settings) {
    Map<String, Object> columns = columns(settings);
    String changes =
        columns.keySet().stream().map(name -> name + " = :" + name).collect(joining(", "));
    handle
        .createUpdate("update experiment set " + changes + " where id = :id")
        .bindMap(columns)
        .bind("id", id.value())
        .execute();
    handle.execute("delete from experiment_quant_type where experiment_id = ?", id.value());
    insertQuantTypes(id.value(), settings.quantTypes());
  }

  /** The settings that are columns of the table. */
  private static Map<String, Object> columns(ExperimentSettings settings) {
    Map<String, Object> columns = settings.values();
    columns.remove(ExperimentSettings.QUANT_TYPES);
    return columns;
  }

  public void rename(ExperimentId id, String name) {
    handle.execute("update experiment set name = ? where id = ?", name, id.value());
  }

  public void archive(ExperimentId id, Optional<Instant> at) {
    handle.execute(
        "update experiment set archived_at = ? where id = ?",
        at.map(Timestamps::text).orElse(null),
        id.value());
  }

  public void hide(ExperimentId id, Instant at) {
    handle.execute(
        "update experiment set removed_at = coalesce(removed_at, ?) where id = ?",
        Timestamps.text(at),
        id.value());
  }

  public void show(ExperimentId id) {
    handle.execute("update experiment set removed_at = null where id = ?", id.value());
  }

  public void delete(ExperimentId id) {
    handle.execute("delete from experiment where id = ?", id.value());
  }

  public Optional<Experiment> find(ExperimentId id) {
    return handle
        .select("select * from experiment where id = ?", id.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Removed experiments have no name. */
  public Optional<Experiment> find(String name) {
    return handle
        .select("select * from experiment where name = ? and removed_at is null", name)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Latest first. */
  public List<String> names() {
    return handle
        .select("select name from experiment where removed_at is null order by id desc")
        .mapTo(String.class)
        .list();
  }

  private void insertQuantTypes(long experiment, List<String> types) {
    for (int position = 0; position < types.size(); position++) {
      handle.execute(
          "insert into experiment_quant_type values (?, ?, ?)",
          experiment,
          position,
          types.get(position));
    }
  }

  private List<String> quantTypes(long experiment) {
    return handle
        .select(
            "select quant_type from experiment_quant_type where experiment_id = ?"
                + " order by position",
            experiment)
        .mapTo(String.class)
        .list();
  }

  private Experiment read(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    return new Experiment(
        new ExperimentId(id),
        row.getString("name"),
        new ModelId(row.getLong("model_id")),
        readSettings(row, quantTypes(id)),
        row.getString("program_version"),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "archived_at"),
        Columns.optionalInstant(row, "removed_at"));
  }

  private static ExperimentSettings readSettings(ResultSet row, List<String> quantTypes)
      throws SQLException {
    Map<String, Object> values = new HashMap<>();
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      values.put(row.getMetaData().getColumnName(column), row.getObject(column));
    }
    values.put(ExperimentSettings.QUANT_TYPES, quantTypes);
    return ExperimentSettings.of(values);
  }
}

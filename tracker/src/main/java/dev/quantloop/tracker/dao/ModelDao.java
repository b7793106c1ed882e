package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewModel;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table model. */
public final class ModelDao {
  private static final String INSERT =
      """
      insert into model (sha256, name, path, architecture, file_type, bytes, parameters,
        vocabulary_size, training_context, added_at)
      values (:sha256, :name, :path, :architecture, :fileType, :bytes, :parameters,
        :vocabularySize, :trainingContext, :addedAt)
      on conflict (sha256) do update set path = excluded.path
      """;

  /** Of an experiment's model: its own, the latest, those of other experiments. */
  private static final String PLACES =
      """
      select path from (
        select model_path as path, 0 as preference from experiment where id = ?
        union all select path, 1 from model where id = ?
        union all select model_path, 2 from experiment where model_id = ?)
      where path is not null order by preference, path
      """;

  private final Handle handle;
  private final DataFiles files;

  public ModelDao(Handle handle, DataFiles files) {
    this.handle = handle;
    this.files = files;
  }

  public void insertOrMove(NewModel model, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("sha256", model.sha256())
        .bind("name", model.name())
        .bind("path", files.stored(model.path()))
        .bind("architecture", model.architecture())
        .bind("fileType", model.fileType())
        .bind("bytes", model.bytes())
        .bind("parameters", model.parameters())
        .bind("vocabularySize", model.vocabularySize())
        .bind("trainingContext", model.trainingContext())
        .bind("addedAt", Timestamps.text(now))
        .execute();
  }

  public Optional<ModelFile> find(String sha256) {
    return handle
        .select("select * from model where sha256 = ?", sha256)
        .map((row, context) -> read(row))
        .findOne();
  }

  public Optional<ModelFile> find(ModelId id) {
    return handle
        .select("select * from model where id = ?", id.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** With the path of the experiment's own file or, if that is gone, of another that is there. */
  public Optional<ModelFile> find(ExperimentId id) {
    return handle
        .select(
            "select model.* from model join experiment on model_id = model.id"
                + " where experiment.id = ?",
            id.value())
        .map((row, context) -> read(row, place(id, row.getLong("id"))))
        .findOne();
  }

  private String place(ExperimentId experiment, long model) {
    List<String> known =
        handle.select(PLACES, experiment.value(), model, model).mapTo(String.class).list();
    return known.stream()
        .filter(path -> Files.isRegularFile(files.resolve(path)))
        .findFirst()
        .orElse(known.get(0));
  }

  public void deleteUnused(ModelId id) {
    handle.execute(
        "delete from model where id = ? and id not in (select model_id from experiment)"
            + " and id not in (select model_id from tuning)",
        id.value());
  }

  private ModelFile read(ResultSet row) throws SQLException {
    return read(row, row.getString("path"));
  }

  private ModelFile read(ResultSet row, String path) throws SQLException {
    return new ModelFile(
        new ModelId(row.getLong("id")),
        row.getString("sha256"),
        row.getString("name"),
        files.resolve(path),
        row.getString("architecture"),
        row.getString("file_type"),
        row.getLong("bytes"),
        row.getLong("parameters"),
        row.getInt("vocabulary_size"),
        row.getInt("training_context"),
        Columns.instant(row, "added_at"));
  }
}

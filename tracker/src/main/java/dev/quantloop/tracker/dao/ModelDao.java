package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.ModelFile;
import dev.quantloop.tracker.ModelId;
import dev.quantloop.tracker.NewModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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

  public void deleteUnused(ModelId id) {
    handle.execute(
        "delete from model where id = ? and id not in (select model_id from experiment)"
            + " and id not in (select model_id from tuning)",
        id.value());
  }

  private ModelFile read(ResultSet row) throws SQLException {
    return new ModelFile(
        new ModelId(row.getLong("id")),
        row.getString("sha256"),
        row.getString("name"),
        files.resolve(row.getString("path")),
        row.getString("architecture"),
        row.getString("file_type"),
        row.getLong("bytes"),
        row.getLong("parameters"),
        row.getInt("vocabulary_size"),
        row.getInt("training_context"),
        Columns.instant(row, "added_at"));
  }
}

package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewModel;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table model. */
public record ModelDao(Handle handle, DataFiles files) implements Dao {
  /** Of an experiment's model: its own, the latest, those of other experiments. */
  private static final String PLACES =
      """
      select path from (
        select model_path as path, 0 as preference from experiment where id = ?
        union all select path, 1 from model where id = ?
        union all select model_path, 2 from experiment where model_id = ?)
      where path is not null order by preference, path
      """;

  private static final String AT =
      """
      select id, sha256, name, ? as path, architecture, file_type, bytes, parameters,
        vocabulary_size, training_context
      from model where id = ?
      """;

  public void insertOrMove(NewModel model, Instant now) {
    Insert.into(handle, "model")
        .with(model)
        .with("added_at", now)
        .execute("on conflict (sha256) do update set path = excluded.path");
  }

  public Optional<ModelFile> find(String sha256) {
    return find(ModelFile.class, "select * from model where sha256 = ?", sha256);
  }

  public Optional<ModelFile> find(ModelId id) {
    return find(ModelFile.class, "select * from model where id = ?", id);
  }

  /** With the path of the experiment's own file or, if that is gone, of another that is there. */
  public Optional<ModelFile> find(ExperimentId id) {
    return find(Long.class, "select model_id from experiment where id = ?", id)
        .map(model -> get(ModelFile.class, AT, place(id, model), model));
  }

  private String place(ExperimentId experiment, long model) {
    List<String> known = list(String.class, PLACES, experiment, model, model);
    return known.stream()
        .filter(path -> Files.isRegularFile(files.resolve(path)))
        .findFirst()
        .orElse(known.get(0));
  }

  public void deleteUnused(ModelId id) {
    handle.execute(
        "delete from model where id = ? and id not in (select model_id from experiment)"
            + " and id not in (select model_id from tuning)",
        id);
  }
}

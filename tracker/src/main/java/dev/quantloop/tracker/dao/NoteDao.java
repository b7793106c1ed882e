package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table note. */
public record NoteDao(Handle handle) {
  private static final String SELECT =
      "select n.*, i.number as iteration from note n left join iteration i on i.id = n.iteration_id ";

  public long insert(
      ExperimentId experiment, Optional<IterationId> iteration, String text, Instant now) {
    return Insert.into(handle, "note")
        .with("experiment_id", experiment)
        .with("iteration_id", iteration)
        .with("text", text)
        .with("created_at", now)
        .executeForId();
  }

  /** False when there is none. */
  public boolean update(long id, String text) {
    return handle.execute("update note set text = ? where id = ?", text, id) == 1;
  }

  /** False when it was not there. */
  public boolean delete(long id) {
    return handle.execute("delete from note where id = ?", id) == 1;
  }

  public Note get(long id) {
    return handle.select(SELECT + "where n.id = ?", id).mapTo(Note.class).one();
  }

  /** Oldest first. */
  public List<Note> list(ExperimentId experiment) {
    return handle
        .select(SELECT + "where n.experiment_id = ? order by n.id", experiment)
        .mapTo(Note.class)
        .list();
  }
}

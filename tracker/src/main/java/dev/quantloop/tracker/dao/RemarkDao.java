package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables note and tag. */
public record RemarkDao(Handle handle) implements Dao {
  private static final String SELECT_NOTES =
      "select n.*, i.number as iteration from note n left join iteration i on i.id = n.iteration_id ";
  private static final String LIST_TAGS =
      "select t.experiment_id, t.name, i.number as iteration"
          + " from tag t left join iteration i on i.id = t.iteration_id"
          + " where t.experiment_id = ? order by t.name, i.number";

  public long insertNote(
      ExperimentId experiment, Optional<IterationId> iteration, String text, Instant now) {
    return Insert.into(handle, "note")
        .with("experiment_id", experiment)
        .with("iteration_id", iteration)
        .with("text", text)
        .with("created_at", now)
        .executeForId();
  }

  /** False when there is none. */
  public boolean updateNote(long id, String text) {
    return changes("update note set text = ? where id = ?", text, id);
  }

  /** False when it was not there. */
  public boolean deleteNote(long id) {
    return changes("delete from note where id = ?", id);
  }

  public Note note(long id) {
    return get(Note.class, SELECT_NOTES + "where n.id = ?", id);
  }

  /** Oldest first. */
  public List<Note> notes(ExperimentId experiment) {
    return list(Note.class, SELECT_NOTES + "where n.experiment_id = ? order by n.id", experiment);
  }

  /** False when it was there already. */
  public boolean insertTag(
      ExperimentId experiment, Optional<IterationId> iteration, String name, Instant now) {
    return changes(
        "insert into tag (experiment_id, iteration_id, name, created_at) values (?, ?, ?, ?)"
            + " on conflict do nothing",
        experiment,
        iteration,
        name,
        now);
  }

  /** False when it was not there. */
  public boolean deleteTag(ExperimentId experiment, Optional<IterationId> iteration, String name) {
    return changes(
        "delete from tag where experiment_id = ? and iteration_id is ? and name = ?",
        experiment,
        iteration,
        name);
  }

  /** By name. */
  public List<Tag> tags(ExperimentId experiment) {
    return list(Tag.class, LIST_TAGS, experiment);
  }
}

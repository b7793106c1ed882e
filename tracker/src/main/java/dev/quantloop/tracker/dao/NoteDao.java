package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Note;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table note. */
public final class NoteDao {
  private static final String SELECT =
      "select n.*, i.number from note n left join iteration i on i.id = n.iteration_id ";

  private final Handle handle;

  public NoteDao(Handle handle) {
    this.handle = handle;
  }

  public long insert(
      ExperimentId experiment, Optional<IterationId> iteration, String text, Instant now) {
    return handle
        .createUpdate(
            "insert into note (experiment_id, iteration_id, text, created_at)"
                + " values (:experiment, :iteration, :text, :now)")
        .bind("experiment", experiment.value())
        .bind("iteration", iteration.map(IterationId::value).orElse(null))
        .bind("text", text)
        .bind("now", Timestamps.text(now))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
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
    return handle.select(SELECT + "where n.id = ?", id).map((row, context) -> read(row)).one();
  }

  /** Oldest first. */
  public List<Note> list(ExperimentId experiment) {
    return handle
        .select(SELECT + "where n.experiment_id = ? order by n.id", experiment.value())
        .map((row, context) -> read(row))
        .list();
  }

  private static Note read(ResultSet row) throws SQLException {
    var number = Columns.optionalInt(row, "number");
    return new Note(
        row.getLong("id"),
        new ExperimentId(row.getLong("experiment_id")),
        Optional.ofNullable(Columns.boxed(number)),
        row.getString("text"),
        Columns.instant(row, "created_at"));
  }
}

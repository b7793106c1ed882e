package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The list of experiments, in one query. */
public final class SummaryDao {
  private final Handle handle;

  public SummaryDao(Handle handle) {
    this.handle = handle;
  }

  /** Newest first, without removed ones. */
  public List<ExperimentSummary> list(boolean withArchived) {
    return handle
        .createQuery(SqlFile.of("list-experiments.sql"))
        .bind("withArchived", withArchived ? 1 : 0)
        .map((row, context) -> read(row))
        .list();
  }

  private static ExperimentSummary read(ResultSet row) throws SQLException {
    return new ExperimentSummary(
        new ExperimentId(row.getLong("id")),
        row.getString("name"),
        row.getString("model"),
        words(row.getString("quant_types")),
        row.getInt("iterations"),
        row.getInt("scores"),
        Columns.text(row, "run_state").map(RunState::of),
        words(row.getString("tags")),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "touched_at"),
        row.getString("archived_at") != null);
  }

  /** Lines, because a tag may hold any other character. */
  private static List<String> words(String lines) {
    return lines == null ? List.of() : List.of(lines.split("\n"));
  }
}

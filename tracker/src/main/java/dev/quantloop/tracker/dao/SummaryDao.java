package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.view.ExperimentSummary;
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
        .mapTo(ExperimentSummary.class)
        .list();
  }
}

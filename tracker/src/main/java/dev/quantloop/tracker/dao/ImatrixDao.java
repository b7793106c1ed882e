package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.NewImatrix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table imatrix. */
public record ImatrixDao(Handle handle) implements Dao {
  private static final String SELECT = ProvenanceDao.select("imatrix", "x");
  private static final String FIND = SELECT + "where x.iteration_id = ?";
  private static final String LIST =
      SELECT
          + "join iteration i on i.id = x.iteration_id"
          + " where i.experiment_id = ? and i.replicate = 0 order by i.number";

  public void insert(NewImatrix imatrix, Instant now) {
    Insert.into(handle, "imatrix").with(imatrix).with("created_at", now).execute();
  }

  public Optional<Imatrix> find(IterationId iteration) {
    return find(Imatrix.class, FIND, iteration);
  }

  /** By iteration, without replicates. */
  public List<Imatrix> list(ExperimentId experiment) {
    return list(Imatrix.class, LIST, experiment);
  }

  /** Also deletes the quants made with it. */
  public void delete(ImatrixId id) {
    handle.execute("delete from imatrix where id = ?", id);
  }
}

package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.view.ImatrixStep;
import dev.quantloop.tracker.view.WeightedChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tables imatrix, imatrix_change and weighted_imatrix_change. */
public record ImatrixDao(Handle handle) implements Dao {
  private static final String SELECT = ProvenanceDao.select("imatrix", "x");
  private static final String FIND = SELECT + "where x.iteration_id = ?";
  private static final String LIST =
      SELECT
          + "join iteration i on i.id = x.iteration_id"
          + " where i.experiment_id = ? and i.replicate = 0 order by i.number";

  private static final String GROWTH =
      """
      select i.number as iteration, i.corpus_tokens, c.change
      from iteration i
      join imatrix x on x.iteration_id = i.id
      left join imatrix_change c on c.imatrix_id = x.id
      where i.experiment_id = ? and i.replicate = 0 and i.kind = 'planned'
      order by i.number
      """;

  private static final String WEIGHTED =
      """
      select i.number as iteration, q.quant_type, c.change
      from weighted_imatrix_change c
      join imatrix x on x.id = c.imatrix_id
      join iteration i on i.id = x.iteration_id
      join quant q on q.id = c.quant_id
      where i.experiment_id = ?
      order by i.number, q.id
      """;

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

  /**
   * @param previous of the planned iteration before
   */
  public void insertChange(ImatrixId id, ImatrixId previous, double change) {
    handle.execute("insert into imatrix_change values (?, ?, ?)", id, previous, change);
  }

  /**
   * @param quant made with the imatrix before, whose errors weigh the tensors
   */
  public void insertChange(ImatrixId id, QuantId quant, double change) {
    handle.execute("insert into weighted_imatrix_change values (?, ?, ?)", id, quant, change);
  }

  /** How far those of the planned iterations moved for each quant type, as far as it is known. */
  public List<WeightedChange> weightedChanges(ExperimentId experiment) {
    return list(WeightedChange.class, WEIGHTED, experiment);
  }

  /** Those of the planned iterations, in order. */
  public List<ImatrixStep> growth(ExperimentId experiment) {
    return list(ImatrixStep.class, GROWTH, experiment);
  }

  /** Also deletes the quants made with it. */
  public void delete(ImatrixId id) {
    handle.execute("delete from imatrix where id = ?", id);
  }
}

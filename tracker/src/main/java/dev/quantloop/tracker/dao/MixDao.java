package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Mix;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table mix, and the comparisons of its finalists. */
public record MixDao(Handle handle) implements Dao {
  public void insert(Mix mix) {
    Insert.into(handle, "mix").with(mix).execute();
  }

  /** What may change: tries and weights. */
  public void update(Mix mix) {
    handle.execute(
        "update mix set tries = ?, weights = ? where experiment_id = ?",
        mix.tries(),
        mix.weights(),
        mix.experiment());
  }

  /**
   * @param either of its two experiments
   */
  public Optional<Mix> find(ExperimentId either) {
    return find(
        Mix.class, "select * from mix where experiment_id = ? or finals_id = ?", either, either);
  }

  /** Latest first, those of removed experiments left out. */
  public List<Mix> list(ExperimentId of) {
    return list(
        Mix.class,
        """
        select m.* from mix m join experiment e on e.id = m.experiment_id
        where m.of_id = ? and e.removed_at is null order by m.experiment_id desc
        """,
        of);
  }

  /** By mix, the comparison with equal weights first. */
  public List<Comparison> comparisons(Mix mix) {
    return list(
        Comparison.class,
        "select * from comparison where experiment_id = ? and figure = ? order by id",
        mix.finals(),
        mix.objective().figure());
  }
}

package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.MixDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Mix;
import java.util.List;
import java.util.Optional;

/** Searches for the weights of sources. */
public final class Mixes {
  private final Database database;

  Mixes(Database database) {
    this.database = database;
  }

  public void create(Mix mix) {
    database.run(h -> new MixDao(h).insert(mix));
  }

  /** Keeps how many are to be tried, and which weights are asked for. */
  public void update(Mix mix) {
    database.run(h -> new MixDao(h).update(mix));
  }

  /**
   * @param either of its two experiments
   */
  public Optional<Mix> find(ExperimentId either) {
    return database.with(h -> new MixDao(h).find(either));
  }

  /** Those of an experiment's sources, latest first. */
  public List<Mix> list(ExperimentId of) {
    return database.with(h -> new MixDao(h).list(of));
  }

  /** What was decided of the finalists: each mix against equal weights, then the single source. */
  public List<Comparison> comparisons(Mix mix) {
    return database.with(h -> new MixDao(h).comparisons(mix));
  }
}

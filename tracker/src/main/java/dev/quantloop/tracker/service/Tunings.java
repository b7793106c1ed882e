package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.TuningDao;
import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import java.util.Optional;

/** The fastest settings by model, device, build of llama.cpp and context. */
public final class Tunings {
  private final Database database;

  Tunings(Database database) {
    this.database = database;
  }

  /** Takes the place of what was found before for the same. */
  public void record(Tuning tuning) {
    database.run(h -> new TuningDao(h).insertOrReplace(tuning));
  }

  /** Whether there is something for any model. */
  public boolean any(TuningKey key) {
    return database.with(handle -> new TuningDao(handle).any(key));
  }

  public Optional<Tuning> find(String modelSha256, TuningKey key) {
    return database.with(handle -> new TuningDao(handle).find(modelSha256, key));
  }
}

package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.ImportDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ImportedResult;
import java.util.List;

/**
 * What files of other programs say of quants: beside the figures of this program, not among them.
 */
public final class Imports {
  private final Database database;

  Imports(Database database) {
    this.database = database;
  }

  public void add(ExperimentId experiment, List<ImportedResult> results) {
    database.transaction(
        () -> {
          results.forEach(
              result ->
                  database.run(h -> new ImportDao(h).insert(experiment, result, database.now())));
          return null;
        });
  }

  /** Whether the experiment has results of a file with these bytes. */
  public boolean contains(ExperimentId experiment, String fileSha256) {
    return database.with(h -> new ImportDao(h).contains(experiment, fileSha256));
  }

  /** In the order in which they were imported. */
  public List<ImportedResult> list(ExperimentId experiment) {
    return database.with(h -> new ImportDao(h).list(experiment));
  }
}

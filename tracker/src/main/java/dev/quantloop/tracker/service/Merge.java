package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.MergeDao;
import dev.quantloop.tracker.dao.MergedTable;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.BroughtFile;
import dev.quantloop.tracker.record.MergedExperiment;
import dev.quantloop.tracker.record.MergedExperiment.Contents;
import dev.quantloop.tracker.record.MergedHistory;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Takes the experiments of another history over, with all that belongs to them. An experiment that
 * is here already, by its content, gains what it lacks; nothing is doubled, and nothing that is
 * here is lost. Removed experiments count on neither side.
 */
public final class Merge {
  private final Database database;
  private final Database theirs;

  Merge(Database database, Database theirs) {
    this.database = database;
    this.theirs = theirs;
  }

  /**
   * An experiment of the other history.
   *
   * @param ours the same one here
   */
  public record Pair(ExperimentId theirs, String name, Optional<ExperimentId> ours) {}

  /** Oldest first. */
  public List<Pair> pairs() {
    return database.attached(theirs, this::findPairs);
  }

  /** What {@link #run} would do. */
  public MergedHistory rehearse(UnaryOperator<Path> place) {
    return database.attached(theirs, () -> database.rehearsal(() -> takeOver(place)));
  }

  /**
   * Does all of it, or nothing.
   *
   * @param place where a file of theirs is to lie
   * @param there the files that a rehearsal named, which are now where they are to lie
   * @throws TrackerException where a run is active in what is merged, or other files are needed
   */
  public MergedHistory run(UnaryOperator<Path> place, List<BroughtFile> there) {
    return database.attached(
        theirs,
        () ->
            database.transaction(
                () -> {
                  MergedHistory merged = takeOver(place);
                  if (!there.containsAll(merged.files())) {
                    throw new TrackerException(
                        database.file() + " was changed meanwhile: merge again");
                  }
                  return merged;
                }));
  }

  private List<Pair> findPairs() {
    MergeDao dao = database.with(MergeDao::new);
    List<ExperimentSummary> all = new Experiments(theirs).list(true);
    List<Pair> pairs = new ArrayList<>();
    for (ExperimentSummary one : all) {
      pairs.add(0, new Pair(one.id(), one.name(), dao.findSame(one.id())));
    }
    return pairs;
  }

  private MergedHistory takeOver(UnaryOperator<Path> place) {
    MergeDao dao = database.with(MergeDao::new);
    List<Pair> pairs = findPairs();
    requireIdle(pairs);
    Map<Pair, ExperimentId> experiments = new LinkedHashMap<>();
    Map<ExperimentId, Contents> before = new LinkedHashMap<>();
    List<BroughtFile> files = new ArrayList<>();
    long rows = 0;
    dao.begin(theirs.dataFiles(), place, database.dataFiles());
    for (MergedTable table : MergedTable.ALL) {
      if (table.isExperiment()) {
        for (Pair pair : pairs) {
          ExperimentId ours = experiment(dao, pair);
          experiments.put(pair, ours);
          before.put(ours, dao.contents(ours));
          rows += pair.ours().isPresent() ? 0 : 1;
        }
      } else {
        rows += dao.merge(table, theirs.dataFiles(), database.dataFiles(), files);
      }
    }
    List<MergedExperiment> merged = new ArrayList<>();
    for (Map.Entry<Pair, ExperimentId> one : experiments.entrySet()) {
      merged.add(merged(dao, one.getKey(), one.getValue(), before.get(one.getValue())));
    }
    return new MergedHistory(merged, files, rows);
  }

  private void requireIdle(List<Pair> pairs) {
    for (Pair pair : pairs) {
      if (new Runs(theirs).active(pair.theirs()).isPresent()) {
        throw new TrackerException(
            "'%s' is running there: merge when its run has ended, or after quantloop stop there"
                .formatted(pair.name()));
      }
      Optional<Run> run = pair.ours().flatMap(new Runs(database)::active);
      if (run.isPresent()) {
        String name = new Experiments(database).get(run.get().experiment()).name();
        throw new TrackerException(
            "'%s' is running: merge when its run has ended".formatted(name),
            TrackerRemedy.STOP_RUN,
            name,
            null);
      }
    }
  }

  private ExperimentId experiment(MergeDao dao, Pair pair) {
    if (pair.ours().isPresent()) {
      dao.map(pair.theirs(), pair.ours().get());
      return pair.ours().get();
    }
    return dao.insert(pair.theirs(), freeName(pair.name()));
  }

  private String freeName(String wanted) {
    String name = wanted;
    for (int number = 2; isTaken(name); number++) {
      name = wanted + "-" + number;
    }
    return name;
  }

  private boolean isTaken(String name) {
    return database.with(h -> new ExperimentDao(h).find(name)).isPresent();
  }

  /** Figures of before may count chunks that the other has put aside, and the other way round. */
  private MergedExperiment merged(MergeDao dao, Pair pair, ExperimentId id, Contents before) {
    Contents gained = dao.contents(id).minus(before);
    boolean isNew = pair.ours().isEmpty();
    Quarantine quarantine = new Quarantine(database);
    if (!isNew && (gained.evaluations() > 0 || gained.chunksPutAside() > 0)) {
      quarantine.computeAgain(id);
    }
    quarantine.forgetEarlierNoiseFloor(id);
    String name = new Experiments(database).get(id).name();
    return new MergedExperiment(id, pair.name(), name, isNew, gained);
  }
}

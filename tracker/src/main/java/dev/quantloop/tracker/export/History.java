package dev.quantloop.tracker.export;

import dev.quantloop.tracker.DomainRow;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.Figures;
import dev.quantloop.tracker.ModelFile;
import dev.quantloop.tracker.Note;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.Source;
import dev.quantloop.tracker.Tag;
import dev.quantloop.tracker.Tracker;
import java.util.List;

/** All that an export tells, read at one moment. */
record History(
    Experiment experiment,
    ModelFile model,
    List<Source> sources,
    List<RankingRow> ranking,
    List<DomainRow> domainMatrix,
    Figures figures,
    List<Note> notes,
    List<Tag> tags) {

  static History of(Tracker tracker, Experiment experiment) {
    return tracker.transaction(
        () ->
            new History(
                experiment,
                tracker.experiments().model(experiment.model()),
                tracker.experiments().sources(experiment.id()),
                tracker.rankings().ranking(experiment.id()),
                tracker.rankings().domainMatrix(experiment.id()),
                tracker.rankings().figures(experiment.id()),
                tracker.remarks().notes(experiment.id()),
                tracker.remarks().tags(experiment.id())));
  }
}

package dev.quantloop.tracker.export;

import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.AnswerTable;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.QuarantineRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that an export tells, read at one moment. */
record History(
    Experiment experiment,
    ModelFile model,
    Optional<NoiseFloor> noiseFloor,
    List<QuarantineRow> quarantine,
    List<Source> sources,
    List<RankingRow> ranking,
    List<DomainRow> domainMatrix,
    Map<QuantId, HeldOutScore> heldOut,
    AnswerTable figures,
    List<ImportedResult> imported,
    List<Note> notes,
    List<Tag> tags) {

  static History of(Tracker tracker, Experiment experiment) {
    return tracker.moment(
        () -> {
          List<RankingRow> ranking = tracker.rankings().ranking(experiment.id());
          return new History(
              experiment,
              tracker.experiments().model(experiment.model()),
              tracker.evaluations().noiseFloor(experiment.id()),
              tracker.quarantine().list(experiment.id()),
              tracker.experiments().sources(experiment.id()),
              ranking,
              tracker.rankings().domainMatrix(experiment.id()),
              heldOut(tracker, ranking),
              tracker.rankings().figures(experiment.id()),
              tracker.imports().list(experiment.id()),
              tracker.remarks().notes(experiment.id()),
              tracker.remarks().tags(experiment.id()));
        });
  }

  private static Map<QuantId, HeldOutScore> heldOut(Tracker tracker, List<RankingRow> ranking) {
    Map<QuantId, HeldOutScore> scores = new HashMap<>();
    ranking.forEach(
        row -> tracker.heldOut().find(row.quant()).ifPresent(one -> scores.put(row.quant(), one)));
    return scores;
  }
}

package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.ReadEvidence;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.ExperimentId;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.ReturnsRow;
import dev.quantloop.tracker.Run;
import dev.quantloop.tracker.RunEvent;
import dev.quantloop.tracker.Tracker;
import java.util.List;
import java.util.Optional;

/**
 * What is on record of an experiment.
 *
 * @param run the one at work, else the last, if any
 * @param events of that run, the newest last
 */
record ExperimentData(
    Experiment experiment,
    String modelName,
    List<RankingRow> ranking,
    List<ReturnsRow> returns,
    Optional<Run> run,
    List<RunEvent> events,
    Guide guide) {

  static ExperimentData read(Tracker tracker, ExperimentId id) {
    Experiment experiment = tracker.experiments().get(id);
    Optional<Run> run = tracker.runs().list(id).stream().findFirst();
    return new ExperimentData(
        experiment,
        tracker.experiments().model(experiment.model()).name(),
        tracker.rankings().ranking(id),
        tracker.rankings().diminishingReturns(id),
        run,
        run.map(r -> tracker.runs().events(r.id(), 0)).orElse(List.of()),
        Guide.of(ReadEvidence.of(tracker, experiment)));
  }

  boolean running() {
    return run.filter(r -> r.state().active()).isPresent();
  }
}

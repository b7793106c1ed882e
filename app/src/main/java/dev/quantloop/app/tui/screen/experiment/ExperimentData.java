package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.ReadEvidence;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.ExperimentId;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.ReturnsRow;
import dev.quantloop.tracker.Run;
import dev.quantloop.tracker.RunEvent;
import dev.quantloop.tracker.Tag;
import dev.quantloop.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is on record of an experiment.
 *
 * @param scores tells whether ranking and returns are still true
 * @param run the one at work, else the last, if any
 * @param events of that run, the newest last
 * @param live scores of the evaluations under way
 * @param guide empty while a run is active, for it then changes with every figure
 */
record ExperimentData(
    Experiment experiment,
    String modelName,
    List<RankingRow> ranking,
    List<ReturnsRow> returns,
    String scores,
    List<Tag> tags,
    Optional<Run> run,
    List<RunEvent> events,
    List<LiveScore> live,
    Optional<Guide> guide) {

  /**
   * @param before what was read last, of which what has not changed need not be read again: a run
   *     writes its progress several times a second
   */
  static ExperimentData read(Tracker tracker, ExperimentId id, Optional<ExperimentData> before) {
    Experiment experiment = tracker.experiments().get(id);
    String scores = tracker.rankings().version();
    Optional<ExperimentData> same =
        before.filter(data -> data.scores().equals(scores) && data.experiment().equals(experiment));
    Optional<Run> run = tracker.runs().latest(id);
    boolean running = run.filter(r -> r.state().active()).isPresent();
    return new ExperimentData(
        experiment,
        tracker.experiments().model(experiment.model()).name(),
        same.map(ExperimentData::ranking).orElseGet(() -> tracker.rankings().ranking(id)),
        same.map(ExperimentData::returns)
            .orElseGet(() -> tracker.rankings().diminishingReturns(id)),
        scores,
        tracker.remarks().tags(id),
        run,
        run.map(r -> events(tracker, r, before)).orElse(List.of()),
        running
            ? LiveScore.read(tracker, id, before.map(ExperimentData::live).orElse(List.of()))
            : List.of(),
        running ? Optional.empty() : Optional.of(Guide.of(ReadEvidence.of(tracker, experiment))));
  }

  private static List<RunEvent> events(Tracker tracker, Run run, Optional<ExperimentData> before) {
    List<RunEvent> known =
        before
            .filter(data -> data.run().filter(r -> r.id().equals(run.id())).isPresent())
            .map(ExperimentData::events)
            .orElse(List.of());
    long last = known.isEmpty() ? 0 : known.get(known.size() - 1).id();
    List<RunEvent> all = new ArrayList<>(known);
    all.addAll(tracker.runs().events(run.id(), last));
    return List.copyOf(all);
  }

  boolean running() {
    return run.filter(r -> r.state().active()).isPresent();
  }
}

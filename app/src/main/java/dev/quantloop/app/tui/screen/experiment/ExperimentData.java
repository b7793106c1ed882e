package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.experiment.Fallbacks;
import dev.quantloop.app.guide.Evidence;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.machine.ProcessTable;
import dev.quantloop.app.machine.UsageSample;
import dev.quantloop.app.machine.UsageSample.ProcessUsage;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.QuarantineRow;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is on record of an experiment.
 *
 * @param fallbacks what of its quants is of other types than they say
 * @param labels of the files that were judged, by iteration
 * @param shootOut whether it holds corpora against each other that were chosen beforehand
 * @param allocates whether it evaluates recipes of tensor types
 * @param recipes what came of recipes of tensor types that are steps of it; empty without any
 * @param noiseFloor empty where it is not measured yet
 * @param quarantine chunks that were put aside
 * @param scores tells whether the standing is still true
 * @param run the one at work, else the last, if any
 * @param events of that run, the newest last
 * @param live scores of the evaluations under way
 * @param usage of the run's process, while that is at work on this machine
 * @param imported results of other programs
 * @param importedAlone whether it has nothing else
 * @param guide empty while a run is active, for it then changes with every figure
 * @param end why a run would have nothing to do; empty where it has, and while one is active
 */
record ExperimentData(
    Experiment experiment,
    String modelName,
    Fallbacks fallbacks,
    Standing standing,
    Map<Integer, String> labels,
    boolean shootOut,
    boolean allocates,
    Optional<String> recipes,
    Optional<NoiseFloor> noiseFloor,
    List<QuarantineRow> quarantine,
    String scores,
    List<Tag> tags,
    Optional<Run> run,
    List<RunEvent> events,
    List<LiveScore> live,
    UsageSample usage,
    int imported,
    boolean importedAlone,
    Optional<Guide> guide,
    Optional<String> end) {

  /**
   * @param before what was read last, of which what has not changed need not be read again: a run
   *     writes its progress several times a second
   */
  static ExperimentData read(
      Tracker tracker,
      Experiment experiment,
      Optional<ExperimentData> before,
      ProcessTable processes) {
    ExperimentId id = experiment.id();
    String scores = version(tracker, id);
    Optional<ExperimentData> same =
        before.filter(data -> data.scores().equals(scores) && data.experiment().equals(experiment));
    Optional<Run> run = tracker.runs().latest(id);
    boolean running = run.filter(r -> r.state().active()).isPresent();
    if (!running) {
      tracker.verdicts().judge(id);
    }
    // Without a run of its own nothing moves, however busy the database is with those of others.
    Optional<ExperimentData> idle = same.filter(data -> !running && data.run().equals(run));
    ModelFile model = tracker.experiments().model(experiment.model());
    return new ExperimentData(
        experiment,
        model.name(),
        before
            .map(ExperimentData::fallbacks)
            .filter(known -> known.isComplete(experiment.settings().quantTypes()))
            .orElseGet(() -> Fallbacks.of(model.path(), tracker.iterations().quants(id))),
        same.map(ExperimentData::standing).orElseGet(() -> tracker.rankings().standing(id)),
        same.map(ExperimentData::labels).orElseGet(() -> labels(tracker, experiment)),
        same.map(ExperimentData::shootOut).orElseGet(() -> tracker.iterations().isShootOut(id)),
        tracker.allocations().find(id).isPresent(),
        idle.map(ExperimentData::recipes).orElseGet(() -> recipes(tracker, experiment)),
        tracker.evaluations().noiseFloor(id),
        tracker.quarantine().list(id),
        scores,
        tracker.remarks().tags(id),
        run,
        run.map(r -> events(tracker, r, before)).orElse(List.of()),
        running
            ? LiveScore.read(tracker, id, before.map(ExperimentData::live).orElse(List.of()))
            : List.of(),
        UsageSample.take(
            processes,
            run.flatMap(r -> RunText.pid(r, processes)).map(Set::of).orElse(Set.of()),
            before.map(ExperimentData::usage).orElse(UsageSample.NONE)),
        tracker.imports().list(id).size(),
        ImportedReport.isAll(tracker, id),
        idle.map(ExperimentData::guide).orElseGet(() -> guide(tracker, experiment, running)),
        idle.map(ExperimentData::end)
            .orElseGet(
                () -> running ? Optional.empty() : new PlanIterations(tracker, experiment).end()));
  }

  /** Whether there is something to see of corpora that it holds against each other. */
  boolean showsShootOut() {
    return shootOut && !ranking().isEmpty();
  }

  private static Map<Integer, String> labels(Tracker tracker, Experiment experiment) {
    return tracker.iterations().list(experiment.id()).stream()
        .filter(iteration -> iteration.label().isPresent())
        .collect(Collectors.toMap(Iteration::number, iteration -> iteration.label().get()));
  }

  /** Changes with what is scored of it, and of its steps that choose types of tensors. */
  private static String version(Tracker tracker, ExperimentId id) {
    return tracker.allocations().list(id).stream()
        .map(AllocationSettings::experiment)
        .map(step -> tracker.rankings().version(step) + tracker.runs().active(step).isPresent())
        .collect(Collectors.joining(" ", tracker.rankings().version(id), ""));
  }

  private static Optional<String> recipes(Tracker tracker, Experiment experiment) {
    List<String> steps =
        AllocationStanding.steps(tracker, experiment).stream()
            .filter(step -> !step.made().isEmpty())
            .map(AllocationStanding::brief)
            .toList();
    return steps.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", steps));
  }

  private static Optional<Guide> guide(Tracker tracker, Experiment experiment, boolean running) {
    return running || ImportedReport.isAll(tracker, experiment.id())
        ? Optional.empty()
        : Optional.of(Guide.of(Evidence.of(tracker, experiment)));
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

  List<RankingRow> ranking() {
    return standing.ranking();
  }

  /** What the run's process uses, if it is at work on this machine. */
  Optional<ProcessUsage> used() {
    return usage.processes().values().stream().findFirst();
  }

  boolean running() {
    return run.filter(r -> r.state().active()).isPresent();
  }
}

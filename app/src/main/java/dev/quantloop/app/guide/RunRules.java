package dev.quantloop.app.guide;

import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the state of the runs asks for: to start, to wait, to go on. */
final class RunRules {
  private RunRules() {}

  static Optional<Suggestion> watch(Evidence evidence) {
    return evidence.runs().stream()
        .filter(run -> run.state().active())
        .findFirst()
        .map(
            run ->
                Suggestion.ready(
                    Kind.WATCH,
                    "Watch the run",
                    "Run " + run.id() + " is at work" + stage(run) + "; what it finds comes first.",
                    Cost.NONE,
                    new Proposal.Watch(evidence.name())));
  }

  static Optional<Suggestion> start(Evidence evidence) {
    if (!evidence.iterations().isEmpty()) {
      return Optional.empty();
    }
    CostEstimator estimate = new CostEstimator(evidence);
    return Optional.of(
        Suggestion.ready(
            Kind.START,
            "Start the loop",
            "Nothing has been tried yet. The loop quantizes without imatrix, then with imatrices"
                + " from growing corpora, until the plateau.",
            estimate.ofLoop(estimate.remaining()),
            evidence.loop(OptionalInt.empty(), RunOptions.DEFAULT)));
  }

  static Optional<Suggestion> resume(Evidence evidence) {
    Optional<Run> broken =
        evidence.runs().stream()
            .findFirst()
            .filter(run -> run.state() == RunState.STOPPED || run.state() == RunState.FAILED);
    List<Iteration> unfinished = evidence.unfinished();
    boolean nothingLeft = broken.isEmpty() || evidence.plateaued();
    return unfinished.isEmpty() && nothingLeft
        ? Optional.empty()
        : Optional.of(resume(evidence, broken));
  }

  private static Suggestion resume(Evidence evidence, Optional<Run> broken) {
    CostEstimator estimate = new CostEstimator(evidence);
    List<CostEstimator.Planned> left = estimate.remaining();
    int iterations = broken.map(run -> iterationsLeft(evidence, run)).orElse(1);
    if (iterations > 0) {
      left = first(left, iterations);
    }
    RunOptions options =
        broken.map(run -> RunOptions.ofJson(run.options())).orElse(RunOptions.DEFAULT);
    return Suggestion.ready(
        Kind.RESUME,
        "Go on where it stopped",
        reason(evidence, broken),
        estimate.ofLoop(left),
        evidence.loop(iterations > 0 ? OptionalInt.of(iterations) : OptionalInt.empty(), options));
  }

  /** As {@code --iterations} counts: the one without imatrix comes on top. */
  private static List<CostEstimator.Planned> first(
      List<CostEstimator.Planned> left, int iterations) {
    List<CostEstimator.Planned> first = new ArrayList<>();
    int counted = 0;
    for (CostEstimator.Planned next : left) {
      if (counted == iterations) {
        break;
      }
      first.add(next);
      counted += next.recipe().isEmpty() ? 0 : 1;
    }
    return first;
  }

  /** 0 where the plateau was to end the run. */
  private static int iterationsLeft(Evidence evidence, Run run) {
    if (run.untilPlateau()) {
      return 0;
    }
    long done =
        evidence.iterations().stream()
            .filter(i -> i.state() == IterationState.DONE && i.corpusTokens() > 0)
            .filter(i -> i.endedAt().filter(end -> !end.isBefore(run.startedAt())).isPresent())
            .count();
    return (int) Math.max(1, run.iterations().orElse(1) - done);
  }

  private static String reason(Evidence evidence, Optional<Run> broken) {
    if (broken.isEmpty()) {
      int number = evidence.unfinished().get(0).number();
      return "Iteration " + number + " was planned and is not complete.";
    }
    Run run = broken.get();
    String why = run.reason().map(reason -> ": " + withoutPeriod(reason)).orElse("");
    String kept =
        run.state() == RunState.FAILED
            ? ". See to that first; what is complete is not computed again."
            : ". What is complete is not computed again.";
    boolean failed = run.state() == RunState.FAILED;
    return "Run " + run.id() + (failed ? " failed" : " was stopped") + stage(run) + why + kept;
  }

  /** Messages of libraries may end as sentences do. */
  private static String withoutPeriod(String reason) {
    return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
  }

  private static String stage(Run run) {
    return run.progress()
        .map(progress -> " at '" + progress.stage() + "'" + done(progress))
        .orElse("");
  }

  private static String done(RunProgress progress) {
    return progress.total() == 0
        ? ""
        : ", %d of %d %s".formatted(progress.done(), progress.total(), progress.unit());
  }
}

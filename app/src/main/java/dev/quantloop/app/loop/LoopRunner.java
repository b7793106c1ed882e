package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.app.engine.LoadedBaseline;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.EarlyStopText;
import dev.quantloop.app.experiment.KnownFile;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The whole loop: plans iterations, carries out each in its stages, and stops at the plateau, at
 * the end of the pool, after the iterations that were asked for, or on request. Every unit of work
 * is committed when it is complete, and what is committed is not computed again.
 *
 * <p>Runs on the calling thread. The caller holds the experiment's lock.
 */
public final class LoopRunner {
  /** How a run ended, and why, in a line for people. */
  public record RunOutcome(RunState state, String reason) {}

  /** Failed runs from which the next one learns. */
  private static final int MOST_LESSONS = 3;

  private final LoopContext context;
  private final Tracker tracker;
  private final PlanIterations plan;
  private final PlanReplicates replicates;
  private final FailedTypes failed;
  private final Set<IterationId> incomplete = new HashSet<>();

  public LoopRunner(LoopContext context) {
    this.context = context;
    this.tracker = context.tracker();
    this.plan = new PlanIterations(tracker, context.experiment());
    this.replicates = plan.replicates();
    this.failed = new FailedTypes(context.report());
  }

  /** Never throws because of a stop: that is an outcome. */
  public RunOutcome run(Run run) {
    RunOutcome outcome = stages(run);
    return outcome.state() == RunState.STOPPED ? outcome : afterFailures(outcome);
  }

  private RunOutcome stages(Run run) {
    try {
      ModelFile model = checkedModel();
      new QuantRetention(tracker, context.experiment()).deleteOrphans(context.directory());
      context.engine().stop().stopHere();
      expectLess(run);
      sayPlan();
      new AllocationStage(context).run();
      RunOptions options = RunOptions.ofJson(run.options());
      boolean inMemory = !options.keepQuants() && options.onlyIteration().isEmpty();
      boolean nextn = context.nextn().isPresent();
      try (LoadedBaseline baseline =
              new LoadedBaseline(context.engine(), model.path(), true, nextn);
          Candidates candidates = new Candidates(context, baseline, inMemory);
          StoredChunks stored = StoredChunks.open(context).orElse(null);
          KldEvaluation evaluation =
              new KldEvaluation(
                  context.forEvaluation().engine(), baseline, context.directory().root())) {
        ImatrixStage imatrix = new ImatrixStage(context, baseline, candidates);
        QuantizeStage quantize = new QuantizeStage(context, imatrix, candidates, failed);
        Stages stages =
            new Stages(
                imatrix,
                quantize,
                new EvaluationStage(
                    context.forEvaluation(),
                    evaluation,
                    candidates,
                    quantize,
                    failed,
                    options.stopEarly(),
                    Optional.ofNullable(stored)));
        return options.onlyIteration().isPresent()
            ? completeOnly(options, stages)
            : thenWriteBest(
                thenHoldOut(iterate(run, options, stages), options, stages),
                options,
                stages,
                candidates);
      }
    } catch (AbortedException e) {
      return new RunOutcome(RunState.STOPPED, "on request");
    }
  }

  /** A run has failed if one of its quant types has, whatever the others came to. */
  private RunOutcome afterFailures(RunOutcome outcome) {
    return failed
        .summary()
        .map(
            failures ->
                new RunOutcome(
                    RunState.FAILED,
                    "%s; the other %s: %s"
                        .formatted(
                            failures,
                            context.experiment().judges() ? "files" : "types",
                            outcome.reason())))
        .orElse(outcome);
  }

  /** What ended the runs before this one for lack of memory would end it as well. */
  private void expectLess(Run run) {
    tracker.runs().list(context.experiment().id()).stream()
        .dropWhile(one -> !one.id().equals(run.id()))
        .skip(1)
        .takeWhile(LoopRunner::lackedRoom)
        .limit(MOST_LESSONS)
        .filter(earlier -> context.engine().budget().stepDown())
        .forEach(
            earlier ->
                context
                    .report()
                    .warning(
                        "planning with less on the GPU: run %s ended for lack of memory"
                            .formatted(earlier.id())));
  }

  private static boolean lackedRoom(Run run) {
    return run.state() == RunState.FAILED
        && run.reason().filter(NoRoomException::isReason).isPresent();
  }

  private void sayPlan() {
    if (context.experiment().judges()) {
      return;
    }
    ExperimentPlan.of(tracker, context.experiment(), context.engine().budget())
        .forEach(context.report()::say);
  }

  /** What the iterations of a run share. */
  private record Stages(ImatrixStage imatrix, QuantizeStage quantize, EvaluationStage evaluate) {}

  private RunOutcome completeOnly(RunOptions options, Stages stages) {
    int number = options.onlyIteration().getAsInt();
    Iteration iteration =
        tracker.iterations().find(context.experiment().id(), number).orElseThrow();
    complete(iteration, options, stages);
    for (Iteration replicate : tracker.iterations().replicates(iteration.id())) {
      context.engine().stop().stopHere();
      complete(replicate, options, stages);
    }
    return new RunOutcome(RunState.FINISHED, "iteration " + number + " is complete");
  }

  /**
   * Evaluates what is recommended on the text that is held out: on the other it was chosen for its
   * figures, which flatter it.
   */
  private RunOutcome thenHoldOut(RunOutcome outcome, RunOptions options, Stages stages) {
    ExperimentId experiment = context.experiment().id();
    if (outcome.state() != RunState.FINISHED || tracker.heldOut().sets(experiment).isEmpty()) {
      return outcome;
    }
    Map<IterationId, List<Quant>> recommended =
        tracker.rankings().ranking(experiment).stream()
            .filter(RankingRow::recommended)
            .filter(row -> tracker.heldOut().find(row.quant()).isEmpty())
            .map(row -> tracker.iterations().quant(row.quant()))
            .collect(Collectors.groupingBy(Quant::iteration));
    recommended.forEach(
        (id, quants) -> {
          Iteration iteration = tracker.iterations().get(id);
          context.report().enter(iteration);
          context
              .report()
              .event(EventKind.STAGE, iteration, "held-out text: " + iteration.inWords());
          stages.evaluate().runOnHeldOut(iteration, quants);
        });
    tracker.verdicts().judge(experiment);
    if (!options.keepQuants()) {
      new QuantRetention(tracker, context.experiment()).apply();
    }
    return outcome;
  }

  /** Of each quant type the best, where it was made in memory. */
  private RunOutcome thenWriteBest(
      RunOutcome outcome, RunOptions options, Stages stages, Candidates candidates) {
    QuantRetention retention = new QuantRetention(tracker, context.experiment());
    if (plan.mixes().mix().isPresent()) {
      if (!options.keepQuants()) {
        retention.deleteAll();
      }
      return outcome;
    }
    for (Quant quant : retention.bestWithoutFile()) {
      context.report().enter(tracker.iterations().get(quant.iteration()));
      stages.quantize().withFile(quant, RunStage.WRITE);
    }
    context.settings().quantTypes().stream()
        .filter(candidates::canMake)
        .forEach(retention::deleteLatest);
    return outcome;
  }

  private RunOutcome iterate(Run run, RunOptions options, Stages stages) {
    int completed = 0;
    while (true) {
      context.engine().stop().stopHere();
      Optional<Iteration> begun =
          plan.unfinished(incomplete)
              .or(() -> replicates.unfinished(incomplete))
              .or(() -> replicates.next(false));
      if (begun.isEmpty() && isEnough(run, completed)) {
        return finished(Numbers.amount(completed, "iteration") + " done");
      }
      Optional<String> end = begun.isPresent() ? Optional.empty() : endOfGrowth(run);
      Optional<Iteration> next =
          begun.or(() -> end.isPresent() ? replicates.next(true) : plan.next());
      if (next.isEmpty()) {
        return finished(end.orElseThrow());
      }
      boolean done = completeOrPassOver(next.get(), options, stages);
      boolean counts = !next.get().isReplicate() && next.get().corpusTokens() > 0;
      completed += done && counts ? 1 : 0;
    }
  }

  private static boolean isEnough(Run run, int completed) {
    return run.iterations().isPresent() && completed >= run.iterations().getAsInt();
  }

  /** Why there is no larger corpus to come, in a line; empty where there is one. */
  private Optional<String> endOfGrowth(Run run) {
    Optional<String> plateau = run.untilPlateau() ? plan.plateau() : Optional.empty();
    return plateau.or(() -> plan.isPoolUsed() ? Optional.of(plan.poolUsed()) : Optional.empty());
  }

  private static RunOutcome finished(String reason) {
    return new RunOutcome(RunState.FINISHED, reason);
  }

  /** One by hand whose own types have all failed does not stop those of the experiment. */
  private boolean completeOrPassOver(Iteration iteration, RunOptions options, Stages stages) {
    try {
      complete(iteration, options, stages);
      return true;
    } catch (LlamaException | UserException e) {
      if (!incomplete.contains(iteration.id()) || failed.hasAll(typesOf(iteration))) {
        throw e;
      }
      return false;
    } finally {
      if (iteration.kind() == IterationKind.JUDGED) {
        failed.endOfFile(iteration);
      }
    }
  }

  /** The failure of a mix is that of all; a file from outside fails alone. */
  private List<String> typesOf(Iteration iteration) {
    boolean mixes = context.experiment().judges() && iteration.kind() != IterationKind.JUDGED;
    return mixes ? iteration.quantTypes() : context.settings().quantTypes();
  }

  private void complete(Iteration iteration, RunOptions options, Stages stages) {
    if (iteration.state() == IterationState.DONE) {
      return;
    }
    tracker.iterations().setState(iteration.id(), IterationState.RUNNING);
    context.report().event(EventKind.STAGE, iteration, started(iteration));
    context.report().enter(iteration);
    try {
      stages.quantize().requireMakeable(iteration);
      Optional<Imatrix> imatrix = stages.imatrix().run(iteration);
      new ImatrixMoves(context).note();
      stages.evaluate().run(iteration, stages.quantize().run(iteration, imatrix));
    } catch (LlamaException | UserException e) {
      if (failed.hasAll(iteration.quantTypes())) {
        tracker.transaction(() -> finish(iteration));
      }
      throw e;
    }
    tracker.verdicts().judge(context.experiment().id());
    tracker.transaction(() -> finish(iteration));
    if (iteration.isReplicate()) {
      new QuantRetention(tracker, context.experiment()).discard(iteration);
    } else if (!options.keepQuants()) {
      new QuantRetention(tracker, context.experiment()).apply();
    }
  }

  private boolean finish(Iteration iteration) {
    boolean complete = iteration.quantTypes().stream().allMatch(type -> isScored(iteration, type));
    if (!complete) {
      incomplete.add(iteration.id());
    }
    tracker
        .iterations()
        .setState(iteration.id(), complete ? IterationState.DONE : IterationState.FAILED);
    String result = result(iteration);
    if (!result.isEmpty()) {
      context.report().event(EventKind.RESULT, iteration, iteration.inWords() + ": " + result);
    }
    return true;
  }

  private boolean isScored(Iteration iteration, String type) {
    return tracker
        .iterations()
        .quant(iteration.id(), type)
        .filter(
            quant ->
                tracker.evaluations().findScore(quant.id()).isPresent()
                    || tracker.earlyStops().find(quant.id()).isPresent())
        .isPresent();
  }

  /** "iteration 2: 8.2k tokens (chunks: 6 prose, 5 code)". */
  private String started(Iteration iteration) {
    if (iteration.label().isPresent()) {
      return iteration.inWords() + ": " + iteration.label().get();
    } else if (iteration.recipe().isEmpty()) {
      return iteration.inWords() + ": without imatrix";
    }
    Map<String, Integer> chunks = new LinkedHashMap<>();
    iteration
        .recipe()
        .forEach(
            part ->
                chunks.merge(context.pool().corpusOf(part).name(), part.chunks(), Integer::sum));
    String parts =
        chunks.entrySet().stream()
            .map(of -> of.getValue() + " " + of.getKey())
            .collect(Collectors.joining(", "));
    String drawn = iteration.drawn().map(how -> ", " + how.word()).orElse("");
    return "%s: %s (chunks: %s)%s"
        .formatted(iteration.inWords(), Numbers.tokens(iteration.corpusTokens()), parts, drawn);
  }

  /** "Q4_K_M 0.0735; Q2_K 0.8914". */
  private String resultOfReplicate(Iteration replicate) {
    return tracker.iterations().quants(replicate.id()).stream()
        .flatMap(
            quant ->
                tracker.evaluations().findScore(quant.id()).stream()
                    .map(Score::statistics)
                    .map(FigureValues::composite)
                    .map(composite -> quant.quantType() + " " + Numbers.score(composite)))
        .collect(Collectors.joining("; "));
  }

  /**
   * "Q4_K_M 0.0731 (-2.3 %, improved); Q2_K 0.9012 (+0.4 %, no clear change)"; empty where none of
   * its quants has figures.
   */
  private String result(Iteration iteration) {
    if (iteration.isReplicate()) {
      return resultOfReplicate(iteration);
    }
    Optional<String> stopped =
        tracker.iterations().quants(iteration.id()).stream()
            .flatMap(quant -> tracker.earlyStops().find(quant.id()).stream())
            .map(stop -> EarlyStopText.sentence(tracker, stop))
            .findFirst();
    if (stopped.isPresent()) {
      return stopped.get();
    }
    return tracker.rankings().ranking(iteration.experiment()).stream()
        .filter(row -> row.iteration() == iteration.number())
        .map(row -> iteration.label().map(label -> judged(label, row)).orElseGet(() -> score(row)))
        .collect(Collectors.joining("; "));
  }

  /** How it compares with the others is for the ranking of all. */
  private static String judged(String label, RankingRow row) {
    return "%s %s %s".formatted(label, row.quantType(), Numbers.score(row.composite()));
  }

  private static String score(RankingRow row) {
    String change = JudgementText.change(row.judgement());
    return "%s %s (%s%s)"
        .formatted(
            row.quantType(),
            Numbers.score(row.composite()),
            change.isEmpty() ? "" : change + ", ",
            row.verdict().word());
  }

  /** The baseline as it was when the experiment was made: all figures are relative to it. */
  private ModelFile checkedModel() {
    ModelFile model = tracker.experiments().model(context.experiment());
    if (!Files.isRegularFile(model.path())) {
      throw new UserException(
          "the model of this experiment is gone: "
              + model.path()
              + "; put it back (SHA-256 "
              + model.sha256()
              + ")");
    }
    KnownFile known = new KnownFile(context.directory().knownModel());
    List<Path> files = GgufFile.read(model.path()).parts().stream().map(GgufFile::path).toList();
    if (known.has(files, model.sha256())) {
      return model;
    }
    if (model.bytes() >= BaselineFile.LARGE) {
      context.report().say("reading the model for its SHA-256: " + model.path());
    }
    String sha256 = context.engine().stop().uninterruptible(() -> known.read(files));
    if (!sha256.equals(model.sha256()) && !isKnownByFirst(files, model)) {
      throw new UserException(
          model.path()
              + " has changed since this experiment was made; make a new experiment of it");
    }
    return model;
  }

  /** Earlier versions recorded the SHA-256 of the first part alone. */
  private boolean isKnownByFirst(List<Path> files, ModelFile model) {
    boolean known = files.size() > 1 && Sha256.of(files.get(0)).equals(model.sha256());
    if (known) {
      context
          .report()
          .warning(
              "%s was recorded by the first of its %d files alone: whether the others have changed is not known"
                  .formatted(model.path(), files.size()));
    }
    return known;
  }
}

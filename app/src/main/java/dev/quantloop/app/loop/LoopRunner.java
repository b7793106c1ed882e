package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.KnownFile;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The whole loop: plans iterations, carries out each in its stages, and stops at the plateau, at
 * the end of the pool, after the iterations that were asked for, or on request. Every unit of work
 * is committed when it is complete, and what is committed is not computed again.
 *
 * <p>Runs on the calling thread. The caller holds the experiment's lock.
 */
public final class LoopRunner {
  /** Failed runs from which the next one learns. */
  private static final int MOST_LESSONS = 3;

  private final LoopContext context;
  private final Tracker tracker;
  private final PlanIterations plan;

  public LoopRunner(LoopContext context) {
    this.context = context;
    this.tracker = context.tracker();
    this.plan = new PlanIterations(tracker, context.experiment());
  }

  /** Never throws because of a stop: that is an outcome. */
  public RunOutcome run(Run run) {
    try {
      ModelFile model = checkedModel();
      context.stop().stopHere();
      expectLess(run);
      sayPlan();
      RunOptions options = RunOptions.ofJson(run.options());
      boolean inMemory = !options.keepQuants() && options.onlyIteration().isEmpty();
      try (LoadedBaseline baseline = new LoadedBaseline(context, model.path());
          Candidates candidates = new Candidates(context, baseline, inMemory);
          BaselineLogits logits = new BaselineLogits(context)) {
        Tools tools =
            new Tools(
                baseline, candidates, logits, new QuantizeStage(context, candidates, model.path()));
        return options.onlyIteration().isPresent()
            ? completeOnly(options, tools)
            : loop(run, options, tools);
      }
    } catch (StoppedException e) {
      return stopped();
    } catch (AbortedException e) {
      return stopped();
    }
  }

  /** What ended the runs before this one for lack of memory would end it as well. */
  private void expectLess(Run run) {
    tracker.runs().list(context.experiment().id()).stream()
        .dropWhile(one -> !one.id().equals(run.id()))
        .skip(1)
        .takeWhile(LoopRunner::lackedRoom)
        .limit(MOST_LESSONS)
        .filter(earlier -> context.budget().stepDown())
        .forEach(
            earlier ->
                context
                    .report()
                    .event(
                        EventKind.WARNING,
                        null,
                        "planning with less on the GPU: run %s ended for lack of memory"
                            .formatted(earlier.id())));
  }

  private static boolean lackedRoom(Run run) {
    return run.state() == RunState.FAILED
        && run.reason().filter(NoRoomException::isReason).isPresent();
  }

  private void sayPlan() {
    ExperimentPlan.of(tracker, context.experiment(), context.budget())
        .forEach(line -> context.report().event(EventKind.STAGE, null, line));
  }

  /** What the iterations of a run share. */
  private record Tools(
      LoadedBaseline baseline,
      Candidates candidates,
      BaselineLogits logits,
      QuantizeStage quantize) {}

  private static RunOutcome stopped() {
    return new RunOutcome(RunState.STOPPED, "on request");
  }

  private RunOutcome completeOnly(RunOptions options, Tools tools) {
    int number = options.onlyIteration().getAsInt();
    Iteration iteration =
        tracker.iterations().find(context.experiment().id(), number).orElseThrow();
    complete(iteration, options, tools);
    return new RunOutcome(RunState.FINISHED, "iteration " + number + " is complete");
  }

  private RunOutcome loop(Run run, RunOptions options, Tools tools) {
    RunOutcome outcome = iterate(run, options, tools);
    writeBest(tools);
    return outcome;
  }

  /** Of each quant type the best, where it was made in memory. */
  private void writeBest(Tools tools) {
    QuantRetention retention = new QuantRetention(tracker, context.experiment());
    for (Quant quant : retention.bestWithoutFile()) {
      tools.quantize().withFile(tracker.iterations().get(quant.iteration()), quant);
    }
  }

  private RunOutcome iterate(Run run, RunOptions options, Tools tools) {
    int completed = 0;
    while (true) {
      context.stop().stopHere();
      Optional<Iteration> unfinished = plan.unfinished();
      Optional<RunOutcome> end =
          unfinished.isPresent() ? Optional.empty() : endBeforeNext(run, completed);
      if (end.isPresent()) {
        return end.get();
      }
      Optional<Iteration> next = unfinished.or(plan::next);
      if (next.isEmpty()) {
        return new RunOutcome(RunState.FINISHED, plan.poolUsed());
      }
      complete(next.get(), options, tools);
      completed += next.get().corpusTokens() > 0 ? 1 : 0;
    }
  }

  private Optional<RunOutcome> endBeforeNext(Run run, int completed) {
    OptionalInt most = run.iterations();
    if (most.isPresent() && completed >= most.getAsInt()) {
      return finished(completed + (completed == 1 ? " iteration" : " iterations") + " done");
    }
    return run.untilPlateau() ? plan.plateau().flatMap(LoopRunner::finished) : Optional.empty();
  }

  private static Optional<RunOutcome> finished(String reason) {
    return Optional.of(new RunOutcome(RunState.FINISHED, reason));
  }

  private void complete(Iteration iteration, RunOptions options, Tools tools) {
    if (iteration.state() == IterationState.DONE) {
      return;
    }
    tracker.iterations().setState(iteration.id(), IterationState.RUNNING);
    context.report().event(EventKind.STAGE, iteration, IterationLines.started(iteration, context));
    Optional<Imatrix> imatrix =
        new ImatrixStage(context).run(iteration, tools.baseline(), tools.candidates());
    List<Quant> quants = tools.quantize().run(iteration, imatrix);
    new EvaluationStage(
            context, tools.baseline(), tools.logits(), tools.candidates(), tools.quantize())
        .run(iteration, quants);
    tracker.transaction(() -> finish(iteration));
    if (!options.keepQuants()) {
      new QuantRetention(tracker, context.experiment()).apply();
    }
  }

  private boolean finish(Iteration iteration) {
    tracker.iterations().setState(iteration.id(), IterationState.DONE);
    context.report().event(EventKind.RESULT, iteration, IterationLines.result(iteration, tracker));
    return true;
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
    if (known.has(model.path(), model.sha256())) {
      return model;
    }
    if (model.bytes() >= BaselineFile.LARGE) {
      context
          .report()
          .event(EventKind.STAGE, null, "reading the model for its SHA-256: " + model.path());
    }
    String sha256 = context.stop().uninterruptible(() -> known.read(model.path()));
    if (!sha256.equals(model.sha256())) {
      throw new UserException(
          model.path()
              + " has changed since this experiment was made; make a new experiment of it");
    }
    return model;
  }
}

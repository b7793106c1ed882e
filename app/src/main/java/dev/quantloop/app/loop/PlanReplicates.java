package dev.quantloop.app.loop;

import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.experiment.ReplicateRecipe;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Decides which iteration is repeated next with other text, and with which. */
record PlanReplicates(Tracker tracker, Experiment experiment, WantedReplicates wanted) {
  /** The first that was begun and is not complete. */
  Optional<Iteration> unfinished(Set<IterationId> passedOver) {
    return tracker.iterations().replicates(experiment.id()).stream()
        .filter(one -> one.replicate() <= experiment.settings().replicates())
        .filter(one -> one.state() != IterationState.DONE && !passedOver.contains(one.id()))
        .findFirst();
  }

  /**
   * Plans the next, of blocks that the ledger holds. While the corpora grow, only those are taken
   * whose text neither the iteration nor another of its replicates has: later there is more of it.
   * Afterwards text is drawn with replacement, until it is known what luck does.
   */
  Optional<Iteration> next(boolean growthHasEnded) {
    return planned(growthHasEnded).map(tracker.iterations()::create);
  }

  /** Whether any is left to do when the corpora no longer grow. */
  boolean isAnyLeft() {
    return unfinished(Set.of()).isPresent() || planned(true).isPresent();
  }

  private Optional<NewIteration> planned(boolean growthHasEnded) {
    List<Iteration> iterations = wanted.iterations();
    boolean again = growthHasEnded && !iterations.isEmpty() && !wanted.isLuckKnown();
    return iterations.stream()
        .flatMap(iteration -> replicate(iteration, again).stream())
        .findFirst();
  }

  /**
   * @param again whether text may be drawn with replacement where none is left
   */
  private Optional<NewIteration> replicate(Iteration of, boolean again) {
    List<Iteration> others = tracker.iterations().replicates(of.id());
    int number = others.stream().mapToInt(Iteration::replicate).max().orElse(0) + 1;
    List<RecipePart> taken =
        others.stream()
            .filter(other -> other.drawn().equals(Optional.of(ReplicateDraw.DISJOINT)))
            .flatMap(other -> other.recipe().stream())
            .toList();
    Optional<ReplicateRecipe> recipe = ReplicateRecipe.disjoint(of.recipe(), taken, this::blocks);
    if (recipe.isEmpty() && again) {
      recipe = ReplicateRecipe.withReplacement(of.recipe(), this::blocks, random(of, number));
    }
    return recipe.map(one -> replicate(of, number, one));
  }

  private NewIteration replicate(Iteration of, int number, ReplicateRecipe recipe) {
    CalibrationPool pool =
        new CalibrationPool(
            tracker.experiments().corpora(experiment.id()), experiment.settings().nCtx());
    return new NewIteration(
        experiment.id(),
        of.number(),
        number,
        of.kind(),
        of.corpusTokens(),
        pool.sha256(recipe.parts()),
        Optional.of(recipe.drawn()),
        Optional.empty(),
        recipe.parts(),
        of.quantTypes());
  }

  private List<ChunkRange> blocks(CorpusId corpus) {
    return tracker.iterations().blocks(corpus).stream()
        .map(block -> new ChunkRange(block.firstChunk(), block.chunks()))
        .toList();
  }

  private RandomGenerator random(Iteration of, int number) {
    long draw = of.number() * 1_000_003L + number;
    return new SplittableRandom(((long) experiment.settings().seed() << 32) ^ draw);
  }
}

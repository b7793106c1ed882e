package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.GrowthPlan;
import dev.quantloop.app.experiment.PlateauWords;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.service.Tracker;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides what is tried next. */
public record PlanIterations(Tracker tracker, Experiment experiment) {
  /** The first iteration that was planned and is not complete. */
  public Optional<Iteration> unfinished() {
    return unfinished(Set.of());
  }

  /**
   * The same.
   *
   * @param passedOver those in which a quant type has failed already
   */
  Optional<Iteration> unfinished(Set<IterationId> passedOver) {
    return all().stream()
        .filter(iteration -> isUnfinished(iteration) && !passedOver.contains(iteration.id()))
        .min(Comparator.comparing(PlanIterations::isTriedFile));
  }

  /** A file from outside that may have ended a run: the others come first. */
  private static boolean isTriedFile(Iteration iteration) {
    return iteration.kind() == IterationKind.JUDGED && iteration.state() != IterationState.PENDING;
  }

  private static boolean isUnfinished(Iteration iteration) {
    return iteration.state() != IterationState.DONE;
  }

  /**
   * Plans the loop's next iteration: number 0 without imatrix, where a quant type allows that, then
   * growing corpora.
   *
   * @return empty when the last corpus had the whole pool, or --max tokens, when all mixes have
   *     been tried, and where nothing else grows
   */
  public Optional<Iteration> next() {
    if (!grows()) {
      return mixes().next().map(tracker.iterations()::create);
    }
    List<Iteration> planned = planned(all());
    List<String> withoutImatrix =
        settings().quantTypes().stream().filter(type -> !quantizing(type).needsImatrix()).toList();
    boolean free = tracker.iterations().find(experiment.id(), 0).isEmpty();
    if (planned.isEmpty() && free && !withoutImatrix.isEmpty()) {
      return Optional.of(create(0, IterationKind.PLANNED, pool(), List.of(), withoutImatrix));
    }
    CalibrationPool pool = pool();
    return nextChunks(planned, pool)
        .map(
            chunks ->
                create(
                    nextNumber(),
                    IterationKind.PLANNED,
                    pool,
                    pool.recipe(chunks),
                    settings().quantTypes()));
  }

  /** Whether a corpus grows; else all that is to be tried was chosen beforehand, or is a mix. */
  private boolean grows() {
    return !experiment.judges() && !tracker.iterations().isShootOut(experiment.id());
  }

  /** The mixes of sources, where the experiment tries some. */
  PlanMixes mixes() {
    return new PlanMixes(tracker, experiment);
  }

  private QuantizeOptions quantizing(String type) {
    return SettingValues.of(settings()).quantizing(QuantType.parse(type), null, null, 1);
  }

  /** Chunks of the corpus after the largest that was planned; empty when there is no larger one. */
  private Optional<Integer> nextChunks(List<Iteration> planned, CalibrationPool pool) {
    long largest = planned.stream().mapToLong(Iteration::corpusTokens).max().orElse(0);
    return GrowthPlan.of(settings()).chunkCounts(settings().nCtx(), pool.chunks()).stream()
        .filter(chunks -> (long) chunks * settings().nCtx() > largest)
        .findFirst();
  }

  /** Why a run until the plateau would do nothing, in a line; empty where something is left. */
  public Optional<String> end() {
    List<Iteration> all = all();
    if (all.stream().anyMatch(PlanIterations::isUnfinished) || hasOpenRecipe()) {
      return Optional.empty();
    }
    return plateau()
        .or(() -> isPoolUsed() ? Optional.of(poolUsed()) : Optional.empty())
        .filter(end -> !replicates().isAnyLeft());
  }

  /** Whether types for a size were asked for and have not been chosen yet. */
  private boolean hasOpenRecipe() {
    return tracker.allocations().recipes(experiment.id()).stream()
        .anyMatch(recipe -> !recipe.isMade());
  }

  /** Those of the iterations. */
  PlanReplicates replicates() {
    return new PlanReplicates(tracker, experiment, new AsVerdictsNeed(tracker, experiment));
  }

  /** That the plateau has been reached, in a line; empty where it has not. */
  Optional<String> plateau() {
    return grows() && tracker.rankings().standing(experiment.id()).plateaued()
        ? Optional.of(
            "plateau: "
                + PlateauWords.of(
                    settings().plateauK(), "any quant type", percent(settings().tau()) + " %"))
        : Optional.empty();
  }

  /** Whether there is no larger corpus than the last. */
  boolean isPoolUsed() {
    return grows() ? nextChunks(planned(all()), pool()).isEmpty() : mixes().next().isEmpty();
  }

  /** That there is no larger corpus, in a line. */
  String poolUsed() {
    if (experiment.judges()) {
      return mixes().end().orElse("every file is evaluated");
    } else if (!grows()) {
      return "every corpus is evaluated";
    }
    return settings().maxTokens().isPresent()
        ? "the corpus has reached its limit of "
            + Numbers.amount(settings().maxTokens().getAsLong(), "token")
        : "the corpus has reached the whole pool";
  }

  private static String percent(double ratio) {
    return BigDecimal.valueOf(ratio * 100)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  /**
   * Plans one iteration as a person wants it.
   *
   * @param sources names of the sources to draw from; empty for all
   * @param quantTypes empty for those of the experiment
   * @throws UserException when a source is unknown or the pool is too small
   */
  public Iteration byHand(long tokens, List<String> sources, List<String> quantTypes) {
    return byHand(tokens, sources, Map.of(), quantTypes);
  }

  /**
   * The same with imatrices that were imported.
   *
   * @param tokens of text; 0 for none
   * @param imported names of imatrices, and how often each of their tokens counts
   */
  public Iteration byHand(
      long tokens, List<String> sources, Map<String, Double> imported, List<String> quantTypes) {
    List<RecipePart> recipe = new ArrayList<>();
    if (tokens > 0) {
      CalibrationPool pool = sources.isEmpty() ? pool() : pool().of(sources);
      int chunks = ChunkOrder.chunksFor(tokens, settings().nCtx());
      pool.require((long) chunks * settings().nCtx());
      recipe.addAll(pool.recipe(chunks));
    }
    imported.forEach((name, weight) -> recipe.add(pool().imported(name, weight)));
    List<String> types = quantTypes.isEmpty() ? settings().quantTypes() : quantTypes;
    return create(nextNumber(), IterationKind.BY_HAND, pool(), recipe, types);
  }

  private Iteration create(
      int number,
      IterationKind kind,
      CalibrationPool pool,
      List<RecipePart> recipe,
      List<String> types) {
    long tokens = recipe.stream().mapToLong(part -> (long) part.chunks() * settings().nCtx()).sum();
    String sha256 = recipe.isEmpty() ? null : pool.sha256(recipe);
    return tracker
        .iterations()
        .create(new NewIteration(experiment.id(), number, kind, tokens, sha256, recipe, types));
  }

  /** 0 is kept for the quants without imatrix. */
  private int nextNumber() {
    return Math.max(1, tracker.iterations().nextNumber(experiment.id()));
  }

  private ExperimentSettings settings() {
    return experiment.settings();
  }

  private List<Iteration> all() {
    return tracker.iterations().list(experiment.id());
  }

  private static List<Iteration> planned(List<Iteration> all) {
    return all.stream().filter(iteration -> iteration.kind() == IterationKind.PLANNED).toList();
  }

  private CalibrationPool pool() {
    return new CalibrationPool(tracker.experiments().corpora(experiment.id()), settings().nCtx());
  }
}

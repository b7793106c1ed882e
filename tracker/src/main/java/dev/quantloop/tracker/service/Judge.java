package dev.quantloop.tracker.service;

import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.GrowthStep;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.CalibrationNoise;
import dev.quantloop.tracker.stats.Change;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.GrowthCurve;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.stats.RecipeComparison;
import dev.quantloop.tracker.stats.RecipeResults;
import dev.quantloop.tracker.stats.Recommendation;
import dev.quantloop.tracker.stats.Replicate;
import dev.quantloop.tracker.stats.ReplicateNeed;
import dev.quantloop.tracker.stats.Resampled;
import dev.quantloop.tracker.view.HeldAgainst;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Holds the quants of one type against each other. The only place where verdicts are made.
 *
 * <p>A quant is held against the reference of the experiment, first as a file; where it is known
 * what the luck of the calibration text does, also as a recipe, and that is then its verdict.
 */
final class Judge {
  /** With fewer degrees of freedom Student's t makes intervals half as wide again. */
  private static final int ENOUGH_FREEDOM = 4;

  private final ExperimentSettings settings;
  private final long seed;
  private final List<JudgedQuant> quants;
  private final Map<Integer, List<JudgedQuant>> draws = new LinkedHashMap<>();
  private final Map<Integer, RecipeResults> results = new HashMap<>();
  private final Optional<CalibrationNoise> noise;

  /**
   * @param seed of what is drawn beside the documents
   * @param ofType all scored quants of a type by iteration, replicates included
   */
  Judge(ExperimentSettings settings, long seed, List<JudgedQuant> ofType) {
    this.settings = settings;
    this.seed = seed;
    this.quants = ofType.stream().filter(q -> q.draw().replicate() == 0).toList();
    for (JudgedQuant quant : ofType) {
      draws.computeIfAbsent(quant.draw().number(), key -> new ArrayList<>()).add(quant);
    }
    this.noise =
        CalibrationNoise.pooled(
            draws.values().stream().map(all -> results(all, quant -> true)).toList());
  }

  /**
   * What is said of a quant.
   *
   * @param comparisons that were made for it; the verdict's own is the first
   */
  record Judged(QuantId quant, Verdict verdict, List<Comparison> comparisons) {}

  List<Judged> verdicts() {
    List<Judged> judged = quants.stream().map(this::judged).toList();
    return settings.reference().equals(Reference.PREVIOUS) ? judged : adjusted(judged);
  }

  /** Two quants of the type, the one by its id. */
  Optional<HeldAgainst> compare(QuantId reference, QuantId quant) {
    return find(reference).flatMap(from -> find(quant).map(to -> compare(from, to)));
  }

  private HeldAgainst compare(JudgedQuant from, JudgedQuant to) {
    Comparison file = file(from, to, null, Figure.COMPOSITE);
    return new HeldAgainst(file, recipe(from, to).orElse(file));
  }

  private Optional<JudgedQuant> find(QuantId id) {
    return quants.stream().filter(quant -> quant.draw().quant().equals(id)).findFirst();
  }

  private Judged judged(JudgedQuant quant) {
    Optional<JudgedQuant> reference = reference(quant);
    if (reference.isEmpty()) {
      return new Judged(
          quant.draw().quant(), quant.hasImatrix() ? Verdict.FIRST : Verdict.BASELINE, List.of());
    } else if (reference.get() == quant) {
      return new Judged(quant.draw().quant(), Verdict.REFERENCE, List.of());
    }
    List<Comparison> comparisons = new ArrayList<>(files(reference.get(), quant));
    recipe(reference.get(), quant).ifPresent(first -> comparisons.add(0, first));
    return new Judged(quant.draw().quant(), comparisons.get(0).outcome(), comparisons);
  }

  private Optional<JudgedQuant> reference(JudgedQuant quant) {
    return switch (settings.reference()) {
      case Reference.PREVIOUS -> previous(quant);
      case Reference.BEST -> quants.stream().min(Comparator.comparing(q -> q.draw().composite()));
      case Reference.BASELINE -> quants.stream().filter(q -> !q.hasImatrix()).findFirst();
      default -> {
        int number = Integer.parseInt(settings.reference());
        yield quants.stream().filter(q -> q.draw().number() == number).findFirst();
      }
    };
  }

  /** What was tried by hand is no step of the growing corpus. */
  private Optional<JudgedQuant> previous(JudgedQuant quant) {
    return quants.stream()
        .filter(other -> other.draw().kind() == IterationKind.PLANNED)
        .filter(other -> other.draw().number() < quant.draw().number())
        .reduce((first, last) -> last);
  }

  /** The composite of all sets first. */
  private List<Comparison> files(JudgedQuant from, JudgedQuant to) {
    List<Comparison> all = new ArrayList<>();
    all.add(file(from, to, null, Figure.COMPOSITE));
    for (Figure figure : Resampled.FIGURES) {
      if (figure != Figure.COMPOSITE && figure != Figure.PPL_RATIO) {
        all.add(file(from, to, null, figure));
      }
    }
    from.sets().keySet().stream()
        .filter(to.sets()::containsKey)
        .forEach(set -> all.add(file(from, to, set, Figure.COMPOSITE)));
    return all;
  }

  /** Empty where only the files can be compared. */
  private Optional<Comparison> recipe(JudgedQuant from, JudgedQuant to) {
    RecipeComparison compared = RecipeComparison.of(recipe(from), recipe(to), noise);
    boolean calibrated = from.hasImatrix() || to.hasImatrix();
    return calibrated
        ? compared.change().map(c -> recipe(from, to, compared, c))
        : Optional.empty();
  }

  private static Comparison recipe(
      JudgedQuant from, JudgedQuant to, RecipeComparison compared, Change change) {
    return new Comparison(
        to.draw().quant(),
        from.draw().quant(),
        Optional.empty(),
        Question.RECIPE,
        Figure.COMPOSITE.key(),
        OptionalDouble.of(change.value()),
        OptionalDouble.of(change.interval().low()),
        OptionalDouble.of(change.interval().high()),
        OptionalDouble.of(change.p()),
        OptionalDouble.of(compared.freedom()),
        OptionalDouble.of(Change.LEVEL),
        OptionalDouble.empty(),
        to.isRoundingFrom(from, Figure.COMPOSITE, to.draw().composite(), from.draw().composite())
            ? Verdict.NO_DETECTABLE_DIFFERENCE
            : Verdict.of(change.outcome(Figure.COMPOSITE)),
        Optional.empty(),
        compared.clusters(),
        to.pooled().chunks(),
        to.hasImatrix() ? compared.toReplicates() : 0,
        from.hasImatrix() ? compared.fromReplicates() : 0);
  }

  /**
   * What is drawn with replacement has less text that differs, so it says what luck does, and
   * nothing about the recipe.
   */
  private RecipeResults recipe(JudgedQuant quant) {
    return results.computeIfAbsent(
        quant.draw().number(),
        number -> results(draws.get(number), one -> !one.isOf(ReplicateDraw.WITH_REPLACEMENT)));
  }

  private static RecipeResults results(List<JudgedQuant> draws, Predicate<JudgedQuant> wanted) {
    return new RecipeResults(
        draws.get(0).draw().corpusTokens(),
        draws.stream().filter(wanted).map(Judge::replicate).toList());
  }

  private static Replicate replicate(JudgedQuant quant) {
    return Replicate.of(quant.draw().composite(), quant.pooled().resampled());
  }

  /** The luck of the calibration text; empty where no iteration has a replicate. */
  Optional<CalibrationNoise> noise() {
    return noise;
  }

  /** The growing corpus and what another doubling of it can still bring. */
  List<GrowthStep> growth() {
    List<JudgedQuant> growing = new ArrayList<>();
    long tokens = -1;
    for (JudgedQuant quant : quants) {
      if (quant.draw().kind() == IterationKind.PLANNED && quant.draw().corpusTokens() > tokens) {
        growing.add(quant);
        tokens = quant.draw().corpusTokens();
      }
    }
    List<GrowthCurve.Step> steps =
        new GrowthCurve(settings.plateauK(), settings.tau(), seed)
            .steps(growing.stream().map(this::recipe).toList(), noise);
    List<GrowthStep> growth = new ArrayList<>();
    for (int i = 0; i < growing.size(); i++) {
      growth.add(step(growing.get(i), steps.get(i)));
    }
    return growth;
  }

  private static GrowthStep step(JudgedQuant quant, GrowthCurve.Step step) {
    return new GrowthStep(
        quant.draw().quant(),
        step.fit().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        step.gain(),
        FileComparisons.number(step.interval().map(Interval::low)),
        FileComparisons.number(step.interval().map(Interval::high)),
        step.smallSteps(),
        step.plateau());
  }

  /**
   * The cheapest quant that is not detectably worse than the best.
   *
   * @param question what they were compared as
   * @param atMostWorse see {@link Recommendation}
   */
  record Recommended(QuantId quant, QuantId best, Question question, OptionalDouble atMostWorse) {}

  /** Empty for files from outside, of whose recipes nothing is known. */
  Optional<Recommended> recommended() {
    if (quants.stream().anyMatch(quant -> quant.draw().kind() == IterationKind.JUDGED)) {
      return Optional.empty();
    }
    List<RecipeResults> recipes = quants.stream().map(this::recipe).toList();
    Recommendation recommendation =
        Recommendation.of(recipes, Optional.of(noise.orElse(CalibrationNoise.NONE)));
    return Optional.of(
        new Recommended(
            quants.get(recommendation.recommended()).draw().quant(),
            quants.get(recommendation.best()).draw().quant(),
            noise.isPresent() ? Question.RECIPE : Question.FILE,
            recommendation.atMostWorse()));
  }

  /**
   * Numbers of the iterations of which another replicate would help a verdict, small ones first.
   */
  List<Integer> replicatesWanted() {
    ReplicateNeed need = new ReplicateNeed(settings.tau(), 1 + settings.replicates());
    return quants.stream()
        .filter(quant -> quant.draw().kind() == IterationKind.PLANNED)
        .flatMap(quant -> previous(quant).flatMap(before -> wanted(need, before, quant)).stream())
        .map(quant -> quant.draw().number())
        .toList();
  }

  /** Whether the luck of the calibration text is known as well as a few replicates can tell. */
  boolean isLuckKnown() {
    return noise.filter(one -> one.freedom() >= ENOUGH_FREEDOM).isPresent();
  }

  private Optional<JudgedQuant> wanted(ReplicateNeed need, JudgedQuant from, JudgedQuant to) {
    return need.next(recipe(from), recipe(to), noise)
        .map(side -> side == ReplicateNeed.Side.FROM ? from : to)
        .filter(quant -> draws.get(quant.draw().number()).size() <= settings.replicates());
  }

  /**
   * @param set null: all pooled
   */
  private static Comparison file(
      JudgedQuant from, JudgedQuant to, EvaluationSetId set, Figure figure) {
    return FileComparisons.compare(from, set, to, set, figure);
  }

  /** With the comparisons that decide adjusted for their number. */
  private static List<Judged> adjusted(List<Judged> judged) {
    List<Judged> held = judged.stream().filter(one -> !one.comparisons().isEmpty()).toList();
    List<Comparison> first =
        HolmAdjusted.of(held.stream().map(one -> one.comparisons().get(0)).toList());
    return judged.stream()
        .map(one -> held.contains(one) ? decided(one, first.get(held.indexOf(one))) : one)
        .toList();
  }

  private static Judged decided(Judged judged, Comparison first) {
    List<Comparison> comparisons = new ArrayList<>(judged.comparisons());
    comparisons.set(0, first);
    return new Judged(judged.quant(), first.outcome(), comparisons);
  }
}

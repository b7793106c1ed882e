package dev.quantloop.app.guide;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Which texts to calibrate on: one fewer, or more. */
final class SourceRules {
  private SourceRules() {}

  /**
   * Leaves out the source whose own domain did worst: where a larger corpus was worse, from the
   * best iteration to the latest; on a plateau, from no imatrix to the latest. All its chunks are
   * in the ledger, so the imatrix without it costs no pass.
   */
  static Optional<Suggestion> dropOne(Evidence evidence) {
    if (evidence.corpora().size() < 2) {
      return Optional.empty();
    }
    Optional<Trend.Step> declined =
        evidence.trends().stream()
            .flatMap(trend -> trend.decline().stream())
            .filter(step -> evidence.verdict(step) == Verdict.WORSE)
            .findFirst();
    if (declined.isPresent()) {
      return without(evidence, declined.get(), true);
    }
    Trend focus = evidence.focus();
    return evidence.plateaued() && focus.none().isPresent() && focus.latest().isPresent()
        ? without(evidence, new Trend.Step(focus.none().get(), focus.latest().get()), false)
        : Optional.empty();
  }

  /** A source and the change of the composite on its own domain. */
  private record Weak(Corpus corpus, double change) {}

  private static Optional<Weak> weakest(Evidence evidence, Trend.Step step) {
    Map<String, Double> before = composites(evidence, step.from());
    Map<String, Double> after = composites(evidence, step.to());
    List<Corpus> drawn = evidence.corporaOf(evidence.iteration(step.to().iteration()));
    List<Weak> changes = new ArrayList<>();
    for (EvaluationSet set : evidence.evaluationSets()) {
      for (Corpus corpus : drawn) {
        Double from = before.get(set.name());
        Double to = after.get(set.name());
        if (corpus.id().equals(set.corpus()) && from != null && to != null && from > 0) {
          changes.add(new Weak(corpus, to / from - 1));
        }
      }
    }
    return changes.stream().max(Comparator.comparingDouble(Weak::change));
  }

  private static Map<String, Double> composites(Evidence evidence, RankingRow row) {
    Map<String, Double> bySet = new HashMap<>();
    for (DomainRow cell : evidence.domains()) {
      if (cell.iteration() == row.iteration() && cell.quantType().equals(row.quantType())) {
        bySet.put(cell.evaluationSet(), cell.statistics().composite());
      }
    }
    return bySet;
  }

  private static Optional<Suggestion> without(
      Evidence evidence, Trend.Step step, boolean declined) {
    return weakest(evidence, step).flatMap(weak -> without(evidence, step, weak, declined));
  }

  private static Optional<Suggestion> without(
      Evidence evidence, Trend.Step step, Weak weak, boolean declined) {
    Iteration latest = evidence.iteration(step.to().iteration());
    List<Corpus> rest = new ArrayList<>(evidence.corporaOf(latest));
    rest.remove(weak.corpus());
    int chunks =
        latest.recipe().stream()
            .filter(part -> !part.corpus().equals(weak.corpus().id()))
            .mapToInt(RecipePart::chunks)
            .sum();
    if (rest.isEmpty() || evidence.tried(rest)) {
      return Optional.empty();
    }
    return Optional.of(
        iterate(
            evidence,
            Kind.DROP_SOURCE,
            "Calibrate without " + weak.corpus().name(),
            declined ? declined(evidence, step, weak) : leastHelped(step, weak),
            rest,
            chunks,
            List.of()));
  }

  private static String declined(Evidence evidence, Trend.Step step, Weak weak) {
    String verdict =
        EvaluationRules.isHidden(evidence, step)
            ? "The larger corpus looks worse, though it may be chance"
            : "The larger corpus was worse";
    return "%s: %s %s from %s to %s. On its own evaluation text %s did worst, %s. It stays in the evaluation, so the ranking will show what leaving it out costs."
        .formatted(
            verdict,
            step.to().quantType(),
            Words.change(evidence, step),
            Words.iteration(step.from()),
            Words.iteration(step.to()),
            weak.corpus().name(),
            Numbers.change(weak.change(), 1));
  }

  private static String leastHelped(Trend.Step step, Weak weak) {
    return "More text no longer helps, the mix may: of all domains %s gained least from the imatrix (%s, %s). The ledger has the other texts, so this takes an evaluation only."
        .formatted(weak.corpus().name(), step.to().quantType(), Numbers.change(weak.change(), 1));
  }

  /**
   * An iteration by hand, whose proposal says no more than it must.
   *
   * @param quantTypes empty for the experiment's
   */
  static Suggestion iterate(
      Evidence evidence,
      Kind kind,
      String title,
      String reason,
      List<Corpus> mix,
      int chunks,
      List<String> quantTypes) {
    ExperimentSettings settings = evidence.settings();
    List<String> types = quantTypes.isEmpty() ? settings.quantTypes() : quantTypes;
    return Suggestion.ready(
        kind,
        title,
        reason,
        new CostEstimator(evidence).of(mix, chunks, types),
        new Proposal.Iterate(
            evidence.name(),
            (long) chunks * settings.nCtx(),
            mix.equals(evidence.corpora()) ? List.of() : mix.stream().map(Corpus::name).toList(),
            quantTypes,
            RunOptions.DEFAULT.with(evidence.libraryFlags())));
  }

  /** Where the pool is used up; the user has to say which text. */
  static Optional<Suggestion> addOne(Evidence evidence) {
    int size = evidence.settings().nCtx();
    long pool = (long) evidence.pool(evidence.corpora()).chunks() * size;
    if (evidence.largestPlanned() < pool) {
      return Optional.empty();
    }
    SuggestedExperiment again = new SuggestedExperiment(evidence);
    String reason =
        "The pool of %s is used up%s. A source of another kind adds more than more of the same; corpora are split when an experiment is made, so this takes a new one."
            .formatted(
                Numbers.tokens(pool), evidence.plateaued() ? "" : " and there is no plateau yet");
    return Optional.of(
        new Suggestion(
            Kind.ADD_SOURCE,
            again.repeatable() ? "Add text in a new experiment" : "Try your own model and texts",
            reason,
            new Cost(0, 0, OptionalDouble.empty(), false),
            again.create(again.withMoreText()),
            false));
  }
}

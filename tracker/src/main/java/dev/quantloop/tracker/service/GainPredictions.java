package dev.quantloop.tracker.service;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.quantloop.tracker.stats.GrowthPrediction;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.GainPrediction;
import dev.quantloop.tracker.view.GainPrediction.Step;
import dev.quantloop.tracker.view.ImatrixStep;
import dev.quantloop.tracker.view.WeightedChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collector;

/**
 * Predicts what the steps of a growing corpus bring each quant type. Only steps that follow each
 * other and grow by the experiment's factor are taken: a shorter one at the end of the pool says
 * less.
 */
final class GainPredictions {
  /** Corpora consist of whole chunks. */
  private static final double ROUNDING = 1.1;

  private final List<ImatrixStep> growth;
  private final List<WeightedChange> weighted;
  private final double factor;

  /** The first and the last imatrix of the steps. */
  private int first;

  private int last;

  /**
   * @param growth the imatrices of the planned iterations, in order
   * @param weighted how far they moved for each quant type, as far as that is known
   * @param factor by which the corpus is to grow with each
   */
  GainPredictions(List<ImatrixStep> growth, List<WeightedChange> weighted, double factor) {
    this.growth = growth;
    this.weighted = weighted;
    this.factor = factor;
    int begin = 0;
    for (int i = 1; i < growth.size(); i++) {
      begin = isStep(i) ? begin : i;
      if (i - begin >= last - first) {
        first = begin;
        last = i;
      }
    }
  }

  private boolean isStep(int i) {
    double grown = (double) growth.get(i).corpusTokens() / growth.get(i - 1).corpusTokens();
    return growth.get(i).change().isPresent()
        && grown < factor * ROUNDING
        && grown > factor / ROUNDING;
  }

  /** One for each type of which a prediction can be made. */
  List<GainPrediction> of(List<DiminishingReturnsRow> returns) {
    List<GainPrediction> all = new ArrayList<>();
    if (first == last) {
      return all;
    }
    returns.stream()
        .filter(row -> row.composite() > 0)
        .collect(groupingBy(DiminishingReturnsRow::quantType, LinkedHashMap::new, composites()))
        .forEach((type, composites) -> all.add(of(type, composites)));
    all.removeIf(one -> one.steps().stream().allMatch(step -> step.predicted().isEmpty()));
    return all;
  }

  private static Collector<DiminishingReturnsRow, ?, Map<Integer, Double>> composites() {
    return toMap(DiminishingReturnsRow::iteration, DiminishingReturnsRow::composite);
  }

  /** By weighted changes, where they are known of all steps: others can't be held against them. */
  private GainPrediction of(String type, Map<Integer, Double> composites) {
    List<ImatrixStep> steps = growth.subList(first + 1, last + 1);
    Map<Integer, Double> ofType =
        weighted.stream()
            .filter(change -> change.quantType().equals(type))
            .collect(toMap(WeightedChange::iteration, WeightedChange::change));
    boolean all = steps.stream().allMatch(step -> ofType.containsKey(step.iteration()));
    double[] changes =
        steps.stream()
            .mapToDouble(s -> all ? ofType.get(s.iteration()) : s.change().getAsDouble())
            .toArray();
    return new GainPrediction(type, all, steps(composites, changes));
  }

  private List<Step> steps(Map<Integer, Double> composites, double[] changes) {
    List<Double> measured = new ArrayList<>();
    for (int i = first; i <= last && composites.containsKey(growth.get(i).iteration()); i++) {
      measured.add(Math.log(composites.get(growth.get(i).iteration())));
    }
    double[] gains = new double[Math.max(0, measured.size() - 1)];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = measured.get(i) - measured.get(i + 1);
    }
    GrowthPrediction prediction = new GrowthPrediction(changes, gains);
    List<Step> steps = new ArrayList<>();
    OptionalDouble before = OptionalDouble.empty();
    for (int i = 0; i <= changes.length; i++) {
      OptionalDouble gain = prediction.gain(i);
      before = i < measured.size() ? OptionalDouble.of(measured.get(i)) : before;
      before = fallen(before, gain);
      Step step = step(i, changes, gains, gain, before);
      if (i < changes.length || gain.isPresent()) {
        steps.add(step);
      }
    }
    return steps;
  }

  private Step step(
      int i, double[] changes, double[] gains, OptionalDouble gain, OptionalDouble lnComposite) {
    boolean made = i < changes.length;
    ImatrixStep to = growth.get(Math.min(first + 1 + i, last));
    return new Step(
        made ? OptionalInt.of(to.iteration()) : OptionalInt.empty(),
        made ? to.corpusTokens() : Math.round(to.corpusTokens() * factor),
        made ? OptionalDouble.of(changes[i]) : OptionalDouble.empty(),
        relative(gain),
        i < gains.length ? relative(OptionalDouble.of(gains[i])) : OptionalDouble.empty(),
        lnComposite.isPresent()
            ? OptionalDouble.of(Math.exp(lnComposite.getAsDouble()))
            : OptionalDouble.empty());
  }

  private static OptionalDouble fallen(OptionalDouble from, OptionalDouble gain) {
    return from.isPresent() && gain.isPresent()
        ? OptionalDouble.of(from.getAsDouble() - gain.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble relative(OptionalDouble fall) {
    return fall.isPresent()
        ? OptionalDouble.of(0.0 + Math.expm1(-fall.getAsDouble())) // no -0.0
        : OptionalDouble.empty();
  }
}

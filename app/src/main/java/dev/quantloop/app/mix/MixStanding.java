package dev.quantloop.app.mix;

import dev.quantloop.app.format.JudgementText;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.MixObjective;
import dev.quantloop.tracker.record.NamedWeights;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How far a search for weights has come.
 *
 * @param domains names of the texts that are evaluated on
 * @param trials on the search part, in the order in which they were tried
 * @param finalists on the held-out part: equal weights, the best single source, mixes
 * @param comparisons each mix among the finalists against equal weights, then the single source
 */
public record MixStanding(
    Mix mix,
    Experiment search,
    Experiment finals,
    MixText text,
    List<String> domains,
    List<MixTrial> trials,
    List<MixTrial> finalists,
    List<Comparison> comparisons) {
  private static final String NOT_BETTER =
      "No mix that was tried is better than %s on the search part";
  private static final String GIVEN =
      "These weights are %s, which the others are held against; there is nothing to compare";

  public static MixStanding of(Tracker tracker, Mix mix) {
    Experiment search = tracker.experiments().get(mix.experiment());
    Experiment finals = tracker.experiments().get(mix.finals());
    Reader tried = new Reader(tracker, mix, search);
    Reader judged = new Reader(tracker, mix, finals);
    return new MixStanding(
        mix,
        search,
        finals,
        tried.text,
        tried.domains,
        tried.trials(),
        judged.trials(),
        tracker.mixes().comparisons(mix));
  }

  /** The best of all that were tried. */
  public Optional<MixTrial> best() {
    return best(trials.stream());
  }

  /** The best of the sources by itself. */
  public Optional<MixTrial> bestSingle() {
    return best(trials.stream().filter(trial -> trial.shares().single().isPresent()));
  }

  private static Optional<MixTrial> best(Stream<MixTrial> trials) {
    return trials
        .filter(trial -> trial.value().isPresent())
        .min(Comparator.comparingDouble(trial -> trial.value().getAsDouble()));
  }

  public Optional<MixTrial> trial(MixShares shares) {
    return find(trials, shares);
  }

  public Optional<MixTrial> finalist(MixShares shares) {
    return find(finalists, shares);
  }

  private static Optional<MixTrial> find(List<MixTrial> trials, MixShares shares) {
    return trials.stream().filter(trial -> trial.shares().isSameAs(shares)).findFirst();
  }

  /** What is to be judged: the weights that were asked for, or the best that were found. */
  public Optional<MixShares> chosen() {
    return mix.weights()
        .map(weights -> MixShares.of(NamedWeights.parse(weights), text.names()))
        .or(() -> best().map(MixTrial::shares));
  }

  /** What was said of a finalist. */
  public List<Comparison> comparisons(MixTrial finalist, Tracker tracker) {
    return tracker
        .iterations()
        .quant(finalist.iteration().id(), mix.quantType())
        .map(Quant::id)
        .map(id -> comparisons.stream().filter(one -> one.quant().equals(id)).toList())
        .orElse(List.of());
  }

  /** "the worst domain's composite". */
  public String objective() {
    String which =
        mix.objective() == MixObjective.WORST
            ? "the worst domain's composite"
            : "the mean of the domains' composites";
    return which + mix.domainWeights().map(weights -> " (" + weights + ")").orElse("");
  }

  /** What was decided, in a line each. */
  public List<String> verdicts(Tracker tracker) {
    List<String> lines = new ArrayList<>();
    for (MixTrial finalist : finalists) {
      List<Comparison> held = comparisons(finalist, tracker);
      if (!held.isEmpty()) {
        lines.add("The mix " + finalist.shares().label(text.names()) + ":");
      }
      held.forEach(one -> lines.add("  " + JudgementText.sentence(one, reference(one, tracker))));
    }
    withoutMix().ifPresent(lines::add);
    return lines;
  }

  /** What a finalist was held against: "equal weights", "only code". */
  public String reference(Comparison held, Tracker tracker) {
    IterationId id = tracker.iterations().quant(held.referenceQuant()).iteration();
    return finalists.stream()
        .filter(one -> one.iteration().id().equals(id))
        .map(one -> one.shares().label(text.names()))
        .findFirst()
        .orElse("another");
  }

  /** That there is no mix to judge, in a line; empty where there is one, or the search goes on. */
  private Optional<String> withoutMix() {
    boolean judged =
        finalists.size() >= Mix.SINGLE_SOURCE
            && finalists.stream().allMatch(one -> one.texts() > 0);
    return chosen()
        .filter(chosen -> judged)
        .filter(
            chosen ->
                finalist(chosen)
                    .filter(one -> one.iteration().number() <= Mix.SINGLE_SOURCE)
                    .isPresent())
        .map(
            chosen ->
                (mix.weights().isPresent() ? GIVEN : NOT_BETTER)
                    .formatted(chosen.label(text.names())));
  }

  /** Reads one of the two experiments. */
  private static final class Reader {
    private final Tracker tracker;
    private final Mix mix;
    private final ExperimentId experiment;
    private final MixText text;
    private final List<String> domains;

    Reader(Tracker tracker, Mix mix, Experiment experiment) {
      this.tracker = tracker;
      this.mix = mix;
      this.experiment = experiment.id();
      this.text = MixText.of(tracker, experiment, mix);
      this.domains =
          tracker.experiments().evaluationSets(experiment.id()).stream()
              .map(EvaluationSet::name)
              .toList();
    }

    List<MixTrial> trials() {
      List<Iteration> replicates = tracker.iterations().replicates(experiment);
      return tracker.iterations().list(experiment).stream()
          .filter(iteration -> iteration.number() > 0)
          .map(
              iteration ->
                  trial(
                      iteration,
                      replicates.stream()
                          .filter(one -> one.number() == iteration.number())
                          .toList()))
          .toList();
    }

    private MixTrial trial(Iteration iteration, List<Iteration> replicates) {
      List<double[]> all =
          Stream.concat(Stream.of(iteration), replicates.stream())
              .flatMap(one -> composites(one).stream())
              .toList();
      if (all.isEmpty()) {
        return new MixTrial(
            iteration, text.shares(iteration), 0, List.of(), OptionalDouble.empty());
      }
      double value = mean(all.stream().mapToDouble(one -> mix.value(domains, one)).toArray());
      return new MixTrial(
          iteration,
          text.shares(iteration),
          all.size(),
          IntStream.range(0, domains.size())
              .mapToObj(i -> mean(all.stream().mapToDouble(one -> one[i]).toArray()))
              .toList(),
          OptionalDouble.of(value));
    }

    private static double mean(double[] values) {
      return Math.exp(
          IntStream.range(0, values.length)
              .mapToDouble(i -> Math.log(values[i]))
              .average()
              .orElseThrow());
    }

    /** By domain; empty where it has no score yet. */
    private Optional<double[]> composites(Iteration iteration) {
      return tracker
          .iterations()
          .quant(iteration.id(), mix.quantType())
          .filter(quant -> tracker.evaluations().findScore(quant.id()).isPresent())
          .map(quant -> tracker.evaluations().list(quant.id()))
          .map(
              evaluations ->
                  evaluations.stream()
                      .map(Evaluation::statistics)
                      .mapToDouble(figures -> figures.orElseThrow().composite())
                      .toArray());
    }
  }
}

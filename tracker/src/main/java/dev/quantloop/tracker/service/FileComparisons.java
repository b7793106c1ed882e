package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.IterationDao;
import dev.quantloop.tracker.dao.QuantDao;
import dev.quantloop.tracker.dao.RankingDao;
import dev.quantloop.tracker.dao.ResamplingDao;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.ScoredDraw;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.JudgedQuant.Evaluated;
import dev.quantloop.tracker.stats.Change;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.stats.PairedComparison;
import dev.quantloop.tracker.stats.Resampled;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Holds scored quants against each other as files: of any types, of one experiment or several.
 * Keeps what it has read. Used by one thread.
 */
final class FileComparisons {
  private final Database database;
  private final Map<QuantId, Optional<Placed>> known = new HashMap<>();
  private final Map<ExperimentId, List<ScoredDraw>> draws = new HashMap<>();

  /** A quant with the experiment that it was evaluated in. */
  private record Placed(Experiment experiment, JudgedQuant quant) {}

  FileComparisons(Database database) {
    this.database = database;
  }

  /** The composite on all sets, then on each that both have, as far as that can be compared. */
  List<Comparison> of(QuantId reference, QuantId quant) {
    Optional<Placed> from = placed(reference);
    Optional<Placed> to = placed(quant);
    if (from.isEmpty() || to.isEmpty() || !measureTheSame(from.get(), to.get())) {
      return List.of();
    }
    List<Comparison> all = new ArrayList<>();
    add(all, from.get().quant(), null, to.get().quant(), null);
    for (EvaluationSet set : sets(from.get())) {
      sets(to.get()).stream()
          .filter(other -> other.sha256().equals(set.sha256()))
          .forEach(other -> add(all, from.get().quant(), set.id(), to.get().quant(), other.id()));
    }
    return all;
  }

  /** Of all sets; the two were evaluated on the same tokens. */
  Comparison pooled(QuantId reference, QuantId quant) {
    return on(null, Figure.COMPOSITE, reference, quant);
  }

  /**
   * Two of one experiment, or on all sets of two.
   *
   * @param set null: all pooled
   */
  Comparison on(EvaluationSetId set, Figure figure, QuantId reference, QuantId quant) {
    Optional<JudgedQuant> from = placed(reference).map(Placed::quant);
    Optional<JudgedQuant> to = placed(quant).map(Placed::quant);
    if (from.isEmpty() || to.isEmpty()) {
      return undecided(set, figure, reference, quant, "not judged yet");
    }
    return arePaired(from.get(), set, to.get(), set)
        ? compare(from.get(), set, to.get(), set, figure)
        : undecided(set, figure, reference, quant, "not resampled alike");
  }

  private static Comparison undecided(
      EvaluationSetId set, Figure figure, QuantId reference, QuantId quant, String reason) {
    return new Comparison(
        quant,
        reference,
        Optional.ofNullable(set),
        Question.FILE,
        figure.key(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Verdict.UNDECIDED,
        Optional.of(reason),
        0,
        0,
        0,
        0);
  }

  private static boolean arePaired(
      JudgedQuant from, EvaluationSetId before, JudgedQuant to, EvaluationSetId after) {
    return from.on(before) != null
        && to.on(after) != null
        && from.on(before).resampled().isPairedWith(to.on(after).resampled());
  }

  private static boolean measureTheSame(Placed one, Placed other) {
    ExperimentSettings settings = one.experiment().settings();
    return one.experiment().model().equals(other.experiment().model())
        && settings.nCtx() == other.experiment().settings().nCtx()
        && settings.scoredPositions().equals(other.experiment().settings().scoredPositions());
  }

  private static void add(
      List<Comparison> all,
      JudgedQuant from,
      EvaluationSetId before,
      JudgedQuant to,
      EvaluationSetId after) {
    if (arePaired(from, before, to, after)) {
      all.add(compare(from, before, to, after, Figure.COMPOSITE));
    }
  }

  private List<EvaluationSet> sets(Placed placed) {
    return database.with(
        h -> new CorpusDao(h).evaluationSets(placed.experiment().id(), DocumentPart.EVALUATION));
  }

  private Optional<Placed> placed(QuantId id) {
    return known.computeIfAbsent(id, this::read);
  }

  /** Empty where it has not been resampled. */
  private Optional<Placed> read(QuantId id) {
    Experiment experiment =
        database.with(
            h -> {
              Quant quant = new QuantDao(h).find(id).orElseThrow();
              ExperimentId of =
                  new IterationDao(h).find(quant.iteration()).orElseThrow().experiment();
              return new ExperimentDao(h).find(of).orElseThrow();
            });
    return draws
        .computeIfAbsent(experiment.id(), key -> database.with(h -> new RankingDao(h).draws(key)))
        .stream()
        .filter(draw -> draw.quant().equals(id))
        .findFirst()
        .flatMap(draw -> new JudgedQuants(database).find(draw))
        .map(judged -> new Placed(experiment, judged));
  }

  /** What is known of the scored quants of an experiment. */
  List<ScoredFile> files(Experiment experiment) {
    return database.with(h -> new RankingDao(h).ranking(experiment.id())).stream()
        .map(row -> file(experiment, row))
        .toList();
  }

  private ScoredFile file(Experiment experiment, RankingRow row) {
    return database.with(
        h -> {
          Quant quant = new QuantDao(h).find(row.quant()).orElseThrow();
          return new ScoredFile(
              experiment.name(),
              row.iteration(),
              new IterationDao(h).find(row.iterationId()).orElseThrow().label(),
              quant,
              row.statistics(),
              new ResamplingDao(h).intervals(quant.id(), null),
              row.judgement().clusters(),
              row.judgement().documentsKnown().orElse(0) == 1,
              row.judgement().chunks());
        });
  }

  /** A file as it is on one evaluation set. */
  ScoredFile on(EvaluationSetId set, ScoredFile file) {
    QuantId quant = file.quant().id();
    return database.with(
        h ->
            file.with(
                new EvaluationDao(h).find(quant, set).orElseThrow().statistics().orElseThrow(),
                new ResamplingDao(h).intervals(quant, set)));
  }

  /**
   * Two quants on the same tokens; where a set is null, on all pooled.
   *
   * @param after the same set in the experiment of the second
   */
  static Comparison compare(
      JudgedQuant from,
      EvaluationSetId before,
      JudgedQuant to,
      EvaluationSetId after,
      Figure figure) {
    Evaluated first = from.on(before);
    Evaluated second = to.on(after);
    Optional<Change> change =
        PairedComparison.of(
            figure,
            first.figures().get(figure),
            first.resampled(),
            second.figures().get(figure),
            second.resampled());
    Optional<Interval> interval = change.map(Change::interval);
    Resampled resampled = second.resampled();
    return new Comparison(
            to.draw().quant(),
            from.draw().quant(),
            Optional.ofNullable(after),
            Question.FILE,
            figure.key(),
            change
                .map(c -> OptionalDouble.of(c.value()))
                .orElse(plainChange(first, second, figure)),
            number(interval.map(Interval::low)),
            number(interval.map(Interval::high)),
            number(change.map(Change::p)),
            number(change.map(c -> (double) resampled.clusters() - resampled.strata())),
            number(change.map(c -> Change.LEVEL)),
            OptionalDouble.empty(),
            change.map(c -> outcome(from, first, to, second, figure, c)).orElse(Verdict.UNDECIDED),
            change.isPresent() ? Optional.empty() : Optional.of(reason(first)),
            resampled.clusters(),
            second.chunks(),
            to.hasImatrix() ? 1 : 0,
            from.hasImatrix() ? 1 : 0)
        .afterLooks(Math.min(from.lastError(), to.lastError()));
  }

  /** What is below the noise floor is no difference. */
  private static Verdict outcome(
      JudgedQuant from,
      Evaluated first,
      JudgedQuant to,
      Evaluated second,
      Figure figure,
      Change change) {
    boolean rounding =
        to.isRoundingFrom(from, figure, second.figures().get(figure), first.figures().get(figure));
    return rounding ? Verdict.NO_DETECTABLE_DIFFERENCE : Verdict.of(change.outcome(figure));
  }

  /** What there is to see where nothing can be said about it. */
  private static OptionalDouble plainChange(Evaluated before, Evaluated after, Figure figure) {
    double from = before.figures().get(figure);
    return from > 0 && figure.isComparedByRatio()
        ? OptionalDouble.of(after.figures().get(figure) / from - 1)
        : OptionalDouble.empty();
  }

  private static String reason(Evaluated evaluated) {
    int clusters = evaluated.resampled().clusters();
    if (clusters < PairedComparison.LEAST_CLUSTERS) {
      return "evaluated on %d documents; an interval needs %d"
          .formatted(clusters, PairedComparison.LEAST_CLUSTERS);
    }
    return evaluated.resampled().strata() > 1 && evaluated.figures().composite() > 0
        ? "an evaluation set is of one document"
        : "a figure is 0";
  }

  static OptionalDouble number(Optional<Double> value) {
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }
}

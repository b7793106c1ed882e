package dev.quantloop.tracker.service;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DecisionDao;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.MixDao;
import dev.quantloop.tracker.dao.RankingDao;
import dev.quantloop.tracker.dao.ResamplingDao;
import dev.quantloop.tracker.dao.RunDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Decision;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.service.Judge.Judged;
import dev.quantloop.tracker.stats.DetectableChange;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.PairedComparison;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.view.HeldAgainst;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Decides what figures say, and keeps it: intervals, verdicts, diminishing returns and the
 * recommended iteration. Everything that shows them reads what was decided here.
 */
public final class Verdicts {
  private static final Resampling HOW = Resampling.DEFAULT;

  private final Database database;

  /** What was read last: it is asked for several times before anything changes. */
  private volatile Known known;

  private record Known(
      ExperimentId experiment,
      ExperimentSettings settings,
      String basis,
      Collection<Judge> judges) {
    boolean isOf(ExperimentId other, ExperimentSettings nowSettings, String nowBasis) {
      return experiment.equals(other) && settings.equals(nowSettings) && basis.equals(nowBasis);
    }
  }

  Verdicts(Database database) {
    this.database = database;
  }

  /** Whether nothing has changed since the figures of an experiment were judged. */
  public boolean areCurrent(ExperimentId experiment) {
    return database.with(
        h -> {
          DecisionDao decisions = new DecisionDao(h);
          String basis = decisions.currentBasis(experiment);
          return decisions.basis(experiment).filter(basis::equals).isPresent();
        });
  }

  /**
   * Judges the figures of an experiment as far as that is not done. Takes about a second for each
   * million scored tokens of each quant that has come since. Does nothing where the history can
   * only be read.
   */
  public void judge(ExperimentId experiment) {
    if (areCurrent(experiment) || !database.isWritable()) {
      return;
    }
    new ResampleQuants(database, experiment, HOW).run();
    database.transaction(
        () -> {
          ExperimentSettings settings = settings(experiment);
          decisions(dao -> dao.begin(experiment, decision(dao, experiment, settings), now()));
          judges(experiment, settings)
              .forEach((type, judge) -> decisions(dao -> insert(dao, experiment, type, judge)));
          mixed(experiment, settings)
              .forEach(comparison -> decisions(dao -> dao.insert(experiment, comparison)));
          return null;
        });
  }

  /** The same where no run is at work, which judges what it finds itself. */
  public void judgeIfIdle(ExperimentId experiment) {
    if (database.with(h -> new RunDao(h).findActive(experiment)).isEmpty()) {
      judge(experiment);
    }
  }

  /**
   * Numbers of the iterations of which another replicate would help a verdict of some quant type;
   * none where as many as the experiment allows are there, or figures wait to be judged.
   */
  public List<Integer> replicatesWanted(ExperimentId experiment) {
    return current(experiment).stream()
        .flatMap(judge -> judge.replicatesWanted().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether the luck of the calibration text is known of every quant type. */
  public boolean isLuckKnown(ExperimentId experiment) {
    return current(experiment).stream().allMatch(Judge::isLuckKnown);
  }

  /**
   * Holds quants of an experiment against each other: any two of one type. Nothing comes of it
   * where figures wait to be judged.
   */
  public BiFunction<QuantId, QuantId, Optional<HeldAgainst>> comparisons(ExperimentId experiment) {
    Collection<Judge> judges = current(experiment);
    return (reference, quant) ->
        judges.stream().flatMap(judge -> judge.compare(reference, quant).stream()).findFirst();
  }

  /**
   * The relative change of the composite between two files that the evaluation of an experiment
   * finds in 80 of 100 cases, estimated from quants of the same model that were compared before;
   * empty where there are none, or too few documents.
   */
  public OptionalDouble detectableChange(Experiment experiment) {
    int clusters = new ResampleQuants(database, experiment.id(), HOW).clusters();
    if (clusters < PairedComparison.LEAST_CLUSTERS) {
      return OptionalDouble.empty();
    }
    return database.with(
        h -> {
          ResamplingDao resampled = new ResamplingDao(h);
          return new DecisionDao(h)
              .latestPair(experiment.model())
              .map(
                  pair ->
                      DetectableChange.of(
                          Figure.COMPOSITE,
                          resampled.find(pair.referenceQuant(), null).orElseThrow().figures(),
                          resampled.find(pair.quant(), null).orElseThrow().figures(),
                          clusters))
              .orElse(OptionalDouble.empty());
        });
  }

  /**
   * By quant type, how much worse than whichever iteration is best in truth the recommended one may
   * be, relative, at 97.5 %; nothing for types where that is not known.
   */
  public Map<String, Double> atMostWorse(ExperimentId experiment) {
    return database.with(h -> new DecisionDao(h).atMostWorse(experiment));
  }

  private Collection<Judge> current(ExperimentId experiment) {
    if (!areCurrent(experiment)) {
      return List.of();
    }
    ExperimentSettings settings = settings(experiment);
    String basis = database.with(h -> new DecisionDao(h).currentBasis(experiment));
    Known now = known;
    if (now == null || !now.isOf(experiment, settings, basis)) {
      now = new Known(experiment, settings, basis, judges(experiment, settings).values());
      known = now;
    }
    return now.judges();
  }

  private ExperimentSettings settings(ExperimentId experiment) {
    return database.with(h -> new ExperimentDao(h).find(experiment)).orElseThrow().settings();
  }

  private Instant now() {
    return database.now();
  }

  private void decisions(Consumer<DecisionDao> work) {
    database.run(h -> work.accept(new DecisionDao(h)));
  }

  private static Decision decision(
      DecisionDao dao, ExperimentId experiment, ExperimentSettings settings) {
    return new Decision(
        dao.currentBasis(experiment),
        settings.reference(),
        settings.tau(),
        settings.plateauK(),
        Resampling.METHOD,
        HOW.resamples(),
        HOW.seed());
  }

  private static void insert(DecisionDao dao, ExperimentId experiment, String type, Judge judge) {
    judge
        .noise()
        .ifPresent(noise -> dao.insertNoise(experiment, type, noise.deviation(), noise.freedom()));
    judge.verdicts().forEach(judged -> insert(dao, experiment, judged));
    judge.growth().forEach(step -> dao.insert(experiment, step));
    judge
        .recommended()
        .ifPresent(
            recommended ->
                dao.insertRecommendation(
                    experiment,
                    type,
                    recommended.quant(),
                    recommended.best(),
                    recommended.question(),
                    recommended.atMostWorse()));
  }

  private static void insert(DecisionDao dao, ExperimentId experiment, Judged judged) {
    List<Long> ids = judged.comparisons().stream().map(one -> dao.insert(experiment, one)).toList();
    dao.insertVerdict(
        experiment, judged.quant(), judged.verdict(), ids.isEmpty() ? null : ids.get(0));
  }

  /** By quant type. */
  private Map<String, Judge> judges(ExperimentId experiment, ExperimentSettings settings) {
    Map<String, Judge> judges = new LinkedHashMap<>();
    quants(experiment)
        .forEach((type, quants) -> judges.put(type, new Judge(settings, HOW.seed(), quants)));
    return judges;
  }

  /** By quant type. */
  private Map<String, List<JudgedQuant>> quants(ExperimentId experiment) {
    JudgedQuants read = new JudgedQuants(database);
    return database.with(h -> new RankingDao(h).draws(experiment)).stream()
        .flatMap(draw -> read.find(draw).stream())
        .collect(groupingBy(one -> one.draw().quantType(), LinkedHashMap::new, toList()));
  }

  /** Of the finalists of a mix; none in other experiments. */
  private List<Comparison> mixed(ExperimentId experiment, ExperimentSettings settings) {
    List<String> domains =
        database
            .with(h -> new CorpusDao(h).evaluationSets(experiment, DocumentPart.EVALUATION))
            .stream()
            .map(EvaluationSet::name)
            .toList();
    return database
        .with(h -> new MixDao(h).find(experiment))
        .filter(mix -> mix.finals().equals(experiment))
        .map(
            mix ->
                MixFinals.of(
                    mix,
                    domains,
                    settings,
                    HOW.seed(),
                    quants(experiment).getOrDefault(mix.quantType(), List.of())))
        .map(MixFinals::comparisons)
        .orElse(List.of());
  }

  /** Documents that an experiment is evaluated on, or groups of them that share a chunk. */
  public int documents(ExperimentId experiment) {
    return new ResampleQuants(database, experiment, HOW).clusters();
  }

  /**
   * Two scored quants as files, of any types, of one experiment or two: their composite on all
   * texts together, then on each. Empty where they were not evaluated on the same tokens against
   * the same model, or are not judged yet.
   */
  public List<Comparison> files(QuantId reference, QuantId quant) {
    return new FileComparisons(database).of(reference, quant);
  }

  /** The same where several are looked at together: p and interval of each adjusted for that. */
  public static List<Comparison> together(List<Comparison> held) {
    return HolmAdjusted.of(held);
  }

  /**
   * All scored quants of experiments as files, best first, whatever their types. The experiments
   * are of one model, evaluated on the same tokens, and judged.
   */
  public FileRanking ranking(List<Experiment> experiments) {
    FileComparisons comparisons = new FileComparisons(database);
    return new FileRanking(
        experiments.stream().flatMap(one -> comparisons.files(one).stream()).toList(),
        Figure.COMPOSITE,
        comparisons::pooled);
  }

  /** The scored quants of an experiment that is judged, each type by itself. */
  public TypeRankings rankings(Experiment experiment) {
    return new TypeRankings(new FileComparisons(database), experiment);
  }
}

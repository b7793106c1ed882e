package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.ExperimentDao;
import dev.quantloop.tracker.dao.ImatrixDao;
import dev.quantloop.tracker.dao.RankingDao;
import dev.quantloop.tracker.dao.RankingDao.SetFigures;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.Id;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.view.AnswerTable;
import dev.quantloop.tracker.view.BestScore;
import dev.quantloop.tracker.view.ComparisonRow;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.GainPrediction;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What came out: the same answers as the views of the database, with every digit. */
public final class Rankings {
  private final Database database;

  Rankings(Database database) {
    this.database = database;
  }

  /** By quant type in the experiment's order, best first. */
  public List<RankingRow> ranking(ExperimentId experiment) {
    return read(dao -> dao.ranking(experiment));
  }

  /** One for each experiment with a score. */
  public List<BestScore> best() {
    return read(RankingDao::best);
  }

  /**
   * Tells whether scores have come, gone or changed since it was asked last: then it is another
   * text. Much cheaper than a ranking.
   */
  public String version() {
    return read(RankingDao::version);
  }

  /** The same for the scores of one experiment, whatever happens to others. */
  public String version(ExperimentId experiment) {
    return read(dao -> dao.version(experiment));
  }

  /** By quant type, iteration, evaluation set. */
  public List<DomainRow> domainMatrix(ExperimentId experiment) {
    return read(dao -> dao.domainMatrix(experiment));
  }

  /** Ranking, diminishing returns and plateau, from one reading. */
  public Standing standing(ExperimentId experiment) {
    ExperimentSettings settings =
        database.with(h -> new ExperimentDao(h).find(experiment)).orElseThrow().settings();
    List<DiminishingReturnsRow> returns = read(dao -> dao.diminishingReturns(experiment));
    Map<String, Boolean> latest = new HashMap<>();
    returns.forEach(row -> latest.put(row.quantType(), row.plateau()));
    boolean plateaued =
        !returns.isEmpty()
            && settings.quantTypes().stream().allMatch(type -> latest.getOrDefault(type, false));
    return new Standing(
        ranking(experiment), returns, plateaued, predictions(experiment, settings, returns));
  }

  private List<GainPrediction> predictions(
      ExperimentId experiment, ExperimentSettings settings, List<DiminishingReturnsRow> returns) {
    return database.with(
        h -> {
          ImatrixDao dao = new ImatrixDao(h);
          return new GainPredictions(
                  dao.growth(experiment), dao.weightedChanges(experiment), settings.growth())
              .of(returns);
        });
  }

  /**
   * Two iterations, also of different experiments, on the quant types that both have, or on the one
   * that each has: pooled, then each evaluation set whose tokens are the same in both (SHA-256).
   */
  public List<ComparisonRow> compare(IterationId first, IterationId second) {
    List<SetFigures> others = read(dao -> dao.figures(second));
    List<ComparisonRow> rows = new ArrayList<>();
    FileComparisons files = new FileComparisons(database);
    List<SetFigures> ones = read(dao -> dao.figures(first));
    boolean single = types(ones) == 1 && types(others) == 1;
    for (SetFigures figures : ones) {
      others.stream()
          .filter(other -> sameTokens(figures, other) && (single || sameType(figures, other)))
          .findFirst()
          .ifPresent(other -> rows.add(comparison(figures, other, files)));
    }
    return rows;
  }

  /** Every figure of the experiment with its provenance, for export. */
  public AnswerTable figures(ExperimentId experiment) {
    return read(dao -> dao.figures(experiment));
  }

  private static long types(List<SetFigures> figures) {
    return figures.stream().map(SetFigures::quantType).distinct().count();
  }

  private static boolean sameType(SetFigures a, SetFigures b) {
    return a.quantType().equals(b.quantType());
  }

  private static boolean sameTokens(SetFigures a, SetFigures b) {
    return Objects.equals(a.sha256(), b.sha256());
  }

  private static ComparisonRow comparison(
      SetFigures first, SetFigures second, FileComparisons files) {
    double before = first.statistics().composite();
    double after = second.statistics().composite();
    return new ComparisonRow(
        sameType(first, second) ? first.quantType() : first.quantType() + ", " + second.quantType(),
        Optional.ofNullable(first.name()),
        first.statistics(),
        second.statistics(),
        change(before, after),
        files.of(first.quant(), second.quant()).stream()
            .filter(one -> one.evaluationSet().map(Id::value).orElse(0L) == second.set())
            .findFirst());
  }

  /** Empty where there is nothing to relate to: a composite of 0. */
  private static OptionalDouble change(double before, double after) {
    return before > 0 ? OptionalDouble.of(after / before - 1) : OptionalDouble.empty();
  }

  private <T> T read(Function<RankingDao, T> query) {
    return database.with(handle -> query.apply(new RankingDao(handle)));
  }
}

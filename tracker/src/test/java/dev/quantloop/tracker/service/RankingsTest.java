package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.AnswerTable;
import dev.quantloop.tracker.view.ComparisonRow;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankingsTest {
  @TempDir Path directory;
  private Tracker tracker;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void theViewReadsWell() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Samples.scored(tracker, id, 0, 0.2, 0.1);
    Samples.scored(tracker, id, 1, 0.1, 0.1005);
    tracker.verdicts().judge(id);
    Rows rows = ask("select * from ranking");
    assertEquals(
        List.of(
            "experiment",
            "rank",
            "iteration",
            "corpus_tokens",
            "quant_type",
            "bytes",
            "bits_per_weight",
            "median",
            "kld_90",
            "kld_95",
            "kld_99",
            "kld_99_9",
            "mean",
            "composite",
            "composite_low",
            "composite_high",
            "reference",
            "change_percent",
            "change_low_percent",
            "change_high_percent",
            "verdict",
            "question",
            "clusters",
            "replicates",
            "recommended"),
        rows.names);
    List<Object> best = rows.values.get(0);
    assertEquals(List.of("demo", 1, 1, 512, "Q2_K", 2_000_000, 3.35), best.subList(0, 7));
    assertEquals(-50.0, (double) best.get(17), 0.01);
    assertEquals("improved", best.get(20));
    for (Object figure : best.subList(7, 14)) {
      assertTrue(figure.toString().length() <= 8, "too many digits: " + figure);
    }
    assertEquals(
        List.of("improved", "baseline", "baseline", "worse"),
        rows.values.stream().map(row -> row.get(20)).toList());
    assertEquals(
        List.of("recommended", "", "recommended", ""),
        rows.values.stream().map(row -> row.get(24)).toList());
  }

  @Test
  void theViewAndTheServiceSayTheSame() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Samples.scored(tracker, id, 0, 0.2, 0.1);
    Samples.scored(tracker, id, 1, 0.1, 0.11);
    tracker.verdicts().judge(id);
    List<List<Object>> view = ask("select * from ranking").values;
    List<RankingRow> rows = tracker.rankings().ranking(id);
    for (int i = 0; i < rows.size(); i++) {
      RankingRow row = rows.get(i);
      assertEquals(row.rank(), view.get(i).get(1));
      assertEquals(row.iteration(), view.get(i).get(2));
      assertEquals(row.composite(), (double) view.get(i).get(13), 5e-7);
      assertEquals(row.verdict().word(), view.get(i).get(20));
      assertEquals(row.compositeLow().getAsDouble(), (double) view.get(i).get(14), 5e-7);
    }
  }

  @Test
  void thePooledScoreWeighsEveryTokenTheSame() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Iteration iteration = Samples.scored(tracker, id, 1, 0.1, 0.1);
    Quant quant = tracker.iterations().quant(iteration.id(), "Q2_K").orElseThrow();
    List<ChunkResult> chunks = new ArrayList<>();
    for (EvaluationSet set : tracker.experiments().evaluationSets(id)) {
      for (int chunk = 0; chunk < set.chunks(); chunk++) {
        chunks.add(Samples.chunk(chunk, 0.1, set.name().hashCode() + chunk));
      }
    }
    FigureValues expected = ChunkResult.statistics(chunks);
    assertEquals(expected, tracker.evaluations().findScore(quant.id()).orElseThrow().statistics());
  }

  @Test
  void theDomainMatrixHasACellForEachSet() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Samples.scored(tracker, id, 1, 0.2, 0.1);
    Samples.scored(tracker, id, 2, 0.1, 0.1);
    tracker.verdicts().judge(id);
    List<DomainRow> matrix = tracker.rankings().domainMatrix(id);
    assertEquals(8, matrix.size());
    assertEquals("code", matrix.get(0).evaluationSet());
    assertEquals(-0.5, matrix.get(3).change().orElseThrow(), 1e-6);
    Rows view = ask("select evaluation_set, change_percent from domain_matrix");
    assertEquals(8, view.values.size());
    assertEquals(-50.0, view.values.get(3).get(1));
  }

  @Test
  void anIterationByHandIsRankedButNoStepOfTheGrowth() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Samples.scored(tracker, id, 1, 0.2, 0.1);
    byHand(id, 2, 0.1);
    assertEquals(2, tracker.rankings().ranking(id).get(0).iteration());
    assertEquals(2, tracker.rankings().standing(id).returns().size());
  }

  @Test
  void verdictAndPlateauCompareWithTheSamePlannedIteration() {
    ExperimentId id = Samples.experiment(tracker, "demo", Samples.settings(List.of("Q2_K"))).id();
    Samples.scored(tracker, id, 1, 0.2);
    byHand(id, 2, 0.1);
    Samples.scored(tracker, id, 3, 0.16);
    byHand(id, 4, 0.08);
    tracker.verdicts().judge(id);
    Standing standing = tracker.rankings().standing(id);
    Map<Integer, RankingRow> rows =
        standing.ranking().stream().collect(Collectors.toMap(RankingRow::iteration, row -> row));
    assertEquals(-0.5, rows.get(2).change().orElseThrow(), 0.01);
    assertEquals(-0.2, rows.get(3).change().orElseThrow(), 0.01);
    assertEquals(-0.5, rows.get(4).change().orElseThrow(), 0.01);
    assertEquals(
        rows.get(3).change().orElseThrow(),
        standing.returns().get(1).change().orElseThrow(),
        1e-12);
    List<Double> onText =
        tracker.rankings().domainMatrix(id).stream()
            .filter(row -> row.evaluationSet().equals("code") && row.change().isPresent())
            .map(row -> row.change().getAsDouble())
            .toList();
    assertEquals(3, onText.size());
    assertEquals(-0.2, onText.get(1), 0.01);
  }

  private Iteration byHand(ExperimentId id, int number, double kld) {
    NewIteration planned = Samples.planned(tracker, id, number);
    Iteration byHand =
        tracker
            .iterations()
            .create(
                new NewIteration(
                    id,
                    number,
                    IterationKind.BY_HAND,
                    planned.corpusTokens(),
                    planned.corpusSha256(),
                    planned.recipe(),
                    List.of("Q2_K")));
    tracker.iterations().record(Samples.imatrix(tracker, byHand));
    Samples.evaluate(
        tracker, tracker.iterations().record(Samples.quant(tracker, byHand, "Q2_K")), kld);
    return byHand;
  }

  @Test
  void comparesIterationsOnTheTextsThatBothHave() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Iteration first = Samples.scored(tracker, id, 1, 0.2, 0.1);
    Iteration second = Samples.scored(tracker, id, 2, 0.1, 0.1);
    List<ComparisonRow> rows = tracker.rankings().compare(first.id(), second.id());
    assertEquals(
        List.of("Q2_K", "Q2_K code", "Q2_K prose", "Q4_K_M", "Q4_K_M code", "Q4_K_M prose"),
        rows.stream()
            .map(row -> row.quantType() + row.evaluationSet().map(set -> " " + set).orElse(""))
            .toList());
    assertEquals(-0.5, rows.get(1).change().orElseThrow(), 1e-6);
    assertEquals(0, rows.get(4).change().orElseThrow(), 1e-6);
  }

  @Test
  void aPerfectQuantNeitherDividesByZeroNorHidesARegression() {
    ExperimentId id = Samples.experiment(tracker, "demo", Samples.settings(List.of("F16"))).id();
    Samples.scored(tracker, id, 1, 0);
    Samples.scored(tracker, id, 2, 0);
    Samples.scored(tracker, id, 3, 0.1);
    tracker.verdicts().judge(id);
    Map<Integer, String> verdicts =
        tracker.rankings().ranking(id).stream()
            .collect(Collectors.toMap(RankingRow::iteration, row -> row.verdict().word()));
    assertEquals(Map.of(1, "first", 2, "undecided", 3, "undecided"), verdicts);
    assertEquals(1, tracker.rankings().ranking(id).get(1).rank());
  }

  @Test
  void everyFigureHasItsProvenance() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Samples.scored(tracker, id, 0, 0.2, 0.1);
    Samples.scored(tracker, id, 1, 0.1, 0.1);
    AnswerTable figures = tracker.rankings().figures(id);
    assertEquals(2 * 2 * 3, figures.rows().size());
    int from = figures.columns().indexOf("model_sha256");
    int to = figures.columns().indexOf("put_aside");
    for (List<Object> row : figures.rows()) {
      long missing = row.subList(from, to).stream().filter(Objects::isNull).count();
      boolean noImatrix = row.get(1).equals(0);
      boolean pooled = row.get(7).equals("all");
      assertEquals((noImatrix ? 2 : 0) + (pooled ? 1 : 0), missing, row.toString());
    }
  }

  @Test
  void removedExperimentsAreInNoView() {
    ExperimentId id = Samples.experiment(tracker, "demo").id();
    Samples.scored(tracker, id, 1, 0.2, 0.1);
    tracker.experiments().remove(id);
    for (String view :
        List.of("ranking", "domain_matrix", "diminishing_returns", "run_history", "figures")) {
      assertTrue(ask("select * from " + view).values.isEmpty(), view);
    }
  }

  private Rows ask(String sql) {
    Rows rows = new Rows();
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      history.query(sql, rows);
    }
    return rows;
  }
}

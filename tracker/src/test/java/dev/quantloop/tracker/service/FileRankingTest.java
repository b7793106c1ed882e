package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.NewQuant;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.FileRanking.Front;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.FileRanking.Sized;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ComparisonRow;
import dev.quantloop.tracker.view.ScoredFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRankingTest {
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
  void filesOfAllTypesShareOneRankingAndTiesShareTheMark() {
    Experiment experiment = experiment("judged");
    judged(experiment, "small.gguf", "Q2_K", 100, 0.3, 1);
    judged(experiment, "theirs.gguf", "Q4_K_M", 200, 0.1001, 2);
    judged(experiment, "mine.gguf", "Q4_K_M", 220, 0.1, 3);
    List<Ranked> rows = ranking(experiment).rows();
    assertEquals(List.of(1, 2, 3), rows.stream().map(Ranked::rank).toList());
    Ranked best = rows.get(0);
    Ranked tie = rows.get(1);
    assertTrue(best.best() && !best.tied());
    assertTrue(tie.tied(), tie.toString());
    assertTrue(
        tie.onBest().get().pAdjusted().getAsDouble() >= tie.onBest().get().p().getAsDouble());
    assertEquals("small.gguf", rows.get(2).file().name());
    assertEquals(Verdict.WORSE, rows.get(2).onBest().get().outcome());
    assertEquals(2, rows.get(2).onBest().get().change().getAsDouble(), 0.3);
    assertTrue(best.file().intervals().get(Figure.COMPOSITE).high() > 0);
  }

  @Test
  void onTheFrontIsWhatNoFileOfItsSizeIsDetectablyBetterThan() {
    Experiment experiment = experiment("judged");
    judged(experiment, "small.gguf", "Q2_K", 100, 0.3, 1);
    judged(experiment, "good.gguf", "Q4_K_M", 200, 0.1, 2);
    judged(experiment, "as-good.gguf", "Q4_1", 210, 0.1001, 3);
    judged(experiment, "bad.gguf", "Q4_0", 210, 0.2, 4);
    FileRanking ranking = ranking(experiment);
    List<Sized> sized = ranking.bySize();
    assertEquals(
        List.of("small.gguf", "good.gguf", "as-good.gguf", "bad.gguf"),
        sized.stream().map(one -> one.file().name()).toList());
    assertEquals(
        List.of(Front.ON_THE_FRONT, Front.ON_THE_FRONT, Front.ON_THE_FRONT, Front.BEATEN),
        sized.stream().map(Sized::front).toList());
    assertTrue(sized.get(3).beatenBy().isPresent());
    ScoredFile asGood = sized.get(2).file();
    assertEquals("good.gguf", ranking.smallestNotWorseThan(asGood).name());
    assertEquals("small.gguf", ranking.smallestNotWorseThan(sized.get(0).file()).name());
    assertEquals(Optional.of("small.gguf"), ranking.bestBelow(200).map(ScoredFile::name));
    assertEquals(Optional.empty(), ranking.bestBelow(100));
  }

  @Test
  void aFileIsNotOnTheFrontForSayingNothingOfAnImatrix() {
    Experiment experiment = experiment("judged");
    judged(experiment, "without.gguf", "Q4_K_M", 1_000_000, 0.2, 1);
    judged(experiment, "with.gguf", "Q4_K_M", 1_000_300, 0.1, 2);
    judged(experiment, "larger.gguf", "Q4_K_M", 1_010_000, 0.02, 3);
    assertEquals(
        List.of(Front.BEATEN, Front.ON_THE_FRONT, Front.ON_THE_FRONT),
        ranking(experiment).bySize().stream().map(Sized::front).toList());
  }

  @Test
  void fewDocumentsDecideNothing() {
    Experiment experiment = experiment("judged", 4);
    judged(experiment, "small.gguf", "Q2_K", 100, 0.1, 1);
    judged(experiment, "large.gguf", "Q4_K_M", 200, 0.3, 2);
    FileRanking ranking = ranking(experiment);
    Ranked second = ranking.rows().get(1);
    assertTrue(!second.tied() && !second.best());
    assertEquals(
        Optional.of("evaluated on 4 documents; an interval needs 10"),
        second.onBest().get().reason());
    assertTrue(second.file().intervals().isEmpty());
    assertEquals(Front.UNDECIDED, ranking.bySize().get(1).front());
    ScoredFile large = ranking.bySize().get(1).file();
    String message =
        assertThrows(TrackerException.class, () -> ranking.smallestNotWorseThan(large))
            .getMessage();
    assertTrue(message.contains("an interval needs 10"), message);
  }

  @Test
  void looksBeforeTheEndLeaveLessForTheLast() {
    Experiment experiment = experiment("judged");
    Quant first = judged(experiment, "first.gguf", "Q4_0", 100, 0.1, 1);
    Quant second = judged(experiment, "second.gguf", "Q4_0", 100, 0.1013, 2);
    Comparison once = ranking(experiment).rows().get(1).onBest().orElseThrow();
    EvaluationWatch watch = tracker.earlyStops().watch(first.id(), second.id()).orElseThrow();
    assertEquals(Optional.empty(), watch.after(10, 127));
    Comparison last = ranking(experiment).rows().get(1).onBest().orElseThrow();
    assertEquals(0.05, once.level().getAsDouble());
    assertTrue(last.level().getAsDouble() < 0.05);
    assertEquals(
        once.p().getAsDouble() * 0.05 / last.level().getAsDouble(), last.p().getAsDouble(), 1e-12);
    assertTrue(last.reach().getAsDouble() > once.reach().getAsDouble());
  }

  @Test
  void filesOfTwoExperimentsOnTheSameTokensAreCompared() {
    Experiment one = experiment("one");
    Experiment two = experiment("two");
    Quant first = judged(one, "a.gguf", "Q4_0", 100, 0.2, 1);
    Quant second = judged(two, "b.gguf", "Q4_1", 100, 0.1, 2);
    assertEquals(List.of(), tracker.verdicts().files(first.id(), second.id()));
    tracker.verdicts().judge(one.id());
    tracker.verdicts().judge(two.id());
    List<Comparison> held = tracker.verdicts().files(first.id(), second.id());
    assertEquals(List.of(Optional.empty(), Optional.of(set(two))), sets(held));
    assertEquals(Verdict.IMPROVED, held.get(0).outcome());
    ComparisonRow row = tracker.rankings().compare(first.iteration(), second.iteration()).get(0);
    assertEquals(Optional.of(held.get(0)), row.comparison());
    assertEquals("Q4_0, Q4_1", row.quantType());
    Experiment other = experiment("other", 11);
    QuantId third = judged(other, "c.gguf", "Q4_0", 100, 0.1, 3).id();
    tracker.verdicts().judge(other.id());
    assertEquals(List.of(), tracker.verdicts().files(first.id(), third));
  }

  private EvaluationSetId set(Experiment experiment) {
    return tracker.experiments().evaluationSets(experiment.id()).get(0).id();
  }

  private static List<?> sets(List<Comparison> held) {
    return held.stream().map(Comparison::evaluationSet).toList();
  }

  private FileRanking ranking(Experiment experiment) {
    tracker.verdicts().judge(experiment.id());
    return tracker.verdicts().ranking(List.of(experiment));
  }

  private Experiment experiment(String name) {
    return experiment(name, 12);
  }

  /** With one evaluation set, of as many chunks, each a section of the text. */
  private Experiment experiment(String name, int chunks) {
    ExperimentSettings settings = Samples.settings(List.of());
    Experiment experiment =
        tracker
            .experiments()
            .create(name, tracker.experiments().register(Samples.model(1)).id(), settings, "0.1.0");
    Samples.addCorpus(tracker, experiment, 0, "text");
    tracker
        .experiments()
        .addEvaluationSet(
            experiment.id(),
            new NewEvaluationSet(
                tracker.experiments().corpora(experiment.id()).get(0).id(),
                "text",
                "text",
                0,
                chunks,
                Samples.sha(20 + chunks)));
    return experiment;
  }

  /** KLDs around the scale, with luck of its own in every document. */
  private Quant judged(
      Experiment experiment, String label, String type, long bytes, double scale, int seed) {
    Iteration iteration =
        tracker
            .iterations()
            .create(
                new NewIteration(
                    experiment.id(),
                    Math.max(1, tracker.iterations().nextNumber(experiment.id())),
                    0,
                    IterationKind.JUDGED,
                    0,
                    null,
                    Optional.empty(),
                    Optional.of(label),
                    List.of(),
                    List.of(type)));
    Quant quant =
        tracker
            .iterations()
            .record(
                new NewQuant(
                    iteration.id(),
                    Optional.empty(),
                    type,
                    directory.resolve(label),
                    bytes,
                    4,
                    Samples.sha(1000 + seed),
                    0,
                    Samples.PROVENANCE));
    Random luck = new Random(seed);
    for (EvaluationSet set : tracker.experiments().evaluationSets(experiment.id())) {
      EvaluationId id = tracker.evaluations().open(quant.id(), set.id(), Samples.PROVENANCE).id();
      for (int chunk = 0; chunk < set.chunks(); chunk++) {
        double own = scale * Math.exp(0.03 * luck.nextGaussian());
        tracker.evaluations().record(id, Samples.chunk(chunk, own, chunk), Samples.PROVENANCE);
      }
      tracker.evaluations().finish(id);
    }
    tracker.evaluations().score(quant.id(), Samples.PROVENANCE);
    tracker.iterations().setState(iteration.id(), IterationState.DONE);
    return quant;
  }
}

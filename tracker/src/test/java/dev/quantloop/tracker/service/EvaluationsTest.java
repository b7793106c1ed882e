package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.ChunkWins;
import dev.quantloop.tracker.view.Distribution;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationsTest {
  private static final int CHUNKS = 5;

  @TempDir Path directory;
  private Tracker tracker;
  private Evaluations evaluations;
  private Quant quant;
  private List<EvaluationSet> sets;

  @BeforeEach
  void aQuant() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    evaluations = tracker.evaluations();
    ExperimentId experiment = Samples.experiment(tracker, "mine").id();
    Iteration iteration = tracker.iterations().create(Samples.planned(tracker, experiment, 1));
    quant = tracker.iterations().record(Samples.quant(tracker, iteration, "Q2_K"));
    sets = tracker.experiments().evaluationSets(experiment);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void perTokenResultsComeBackBitForBitInChunkOrder() {
    EvaluationId id = open(0);
    for (int chunk : new int[] {2, 0}) {
      evaluations.record(id, Samples.chunk(chunk, 0.1, chunk), Samples.PROVENANCE);
    }
    List<ChunkResult> chunks = evaluations.chunks(id);
    assertEquals(List.of(0, 2), chunks.stream().map(ChunkResult::chunk).toList());
    ChunkResult expected = Samples.chunk(2, 0.1, 2);
    assertArrayEquals(expected.kld(), chunks.get(1).kld());
    assertArrayEquals(expected.baseNll(), chunks.get(1).baseNll());
    assertArrayEquals(expected.nll(), chunks.get(1).nll());
    assertEquals(expected.sameTop(), chunks.get(1).sameTop());
    assertArrayEquals(expected.baseTop().get(), chunks.get(1).baseTop().get());
  }

  @Test
  void aResumedRunSeesWhatIsThereAndChangesNothing() {
    EvaluationId id = open(0);
    evaluations.record(id, Samples.chunk(1, 0.1, 1), Samples.PROVENANCE);
    assertEquals(id, open(0));
    evaluations.record(id, Samples.chunk(1, 0.9, 2), Samples.PROVENANCE);
    assertEquals(BitSet.valueOf(new long[] {2}), evaluations.recordedChunks(id));
    assertArrayEquals(Samples.chunk(1, 0.1, 1).kld(), evaluations.chunks(id).get(0).kld());
  }

  @Test
  void aChunkIsFoundByItsNumber() {
    EvaluationId id = open(0);
    evaluations.record(id, Samples.chunk(1, 0.1, 1), Samples.PROVENANCE);
    assertArrayEquals(Samples.chunk(1, 0.1, 1).kld(), evaluations.chunk(id, 1).orElseThrow().kld());
    assertTrue(evaluations.chunk(id, 0).isEmpty());
  }

  @Test
  void aDistributionIsOfTheSameTokensAsTheScore() {
    assertTrue(evaluations.distribution(quant.id()).isEmpty());
    complete(0);
    complete(1);
    Distribution distribution = evaluations.distribution(quant.id()).orElseThrow();
    FigureValues score = evaluations.score(quant.id(), Samples.PROVENANCE).statistics();
    assertEquals(score.get(Figure.MEDIAN), distribution.kld().at(0.5));
    assertEquals(score.get(Figure.KLD_99), distribution.kld().at(0.99));
    assertEquals(
        Stream.of("code", "prose")
            .flatMap(set -> IntStream.range(0, CHUNKS).mapToObj(chunk -> set + " " + chunk))
            .toList(),
        distribution.chunks().stream().map(c -> c.set().name() + " " + c.chunk()).toList());
  }

  @Test
  void theWorstChunksComeFirst() {
    EvaluationId id = open(0);
    evaluations.record(id, Samples.chunk(0, 0.1, 7), Samples.PROVENANCE);
    evaluations.record(id, Samples.chunk(1, 0.3, 7), Samples.PROVENANCE);
    evaluations.record(id, Samples.chunk(2, 0.2, 7), Samples.PROVENANCE);
    List<ChunkScore> worst = evaluations.distribution(quant.id()).orElseThrow().worst();
    assertEquals(List.of(1, 2, 0), worst.stream().map(ChunkScore::chunk).toList());
    assertEquals(
        ChunkResult.statistics(List.of(Samples.chunk(1, 0.3, 7))), worst.get(0).statistics());
  }

  @Test
  void chunksOfTheSameTextAreComparedOneByOne() {
    Distribution first = distributionOf("mine", 0.3, 0.1, 0.2);
    Distribution second = distributionOf("yours", 0.2, 0.1, 0.3);
    assertEquals(new ChunkWins(1, 1, 3), second.against(first));
    assertEquals(new ChunkWins(0, 0, 3), first.against(first));
    EvaluationSet otherText =
        new EvaluationSet(
            sets.get(0).id(),
            sets.get(0).experiment(),
            sets.get(0).corpus(),
            "code",
            "code",
            0,
            3,
            Samples.sha(99));
    List<ChunkScore> moved =
        second.chunks().stream()
            .map(c -> new ChunkScore(otherText, c.chunk(), c.statistics()))
            .toList();
    assertEquals(new ChunkWins(0, 0, 0), new Distribution(moved, second.kld()).against(first));
  }

  private Distribution distributionOf(String experiment, double... scales) {
    ExperimentId id =
        tracker
            .experiments()
            .find(experiment)
            .orElseGet(() -> Samples.experiment(tracker, experiment))
            .id();
    Iteration iteration = tracker.iterations().create(Samples.planned(tracker, id, 1));
    Quant of = tracker.iterations().record(Samples.quant(tracker, iteration, "Q2_K"));
    EvaluationSetId set = tracker.experiments().evaluationSets(id).get(0).id();
    EvaluationId evaluation = evaluations.open(of.id(), set, Samples.PROVENANCE).id();
    for (int chunk = 0; chunk < scales.length; chunk++) {
      evaluations.record(evaluation, Samples.chunk(chunk, scales[chunk], 7), Samples.PROVENANCE);
    }
    return evaluations.distribution(of.id()).orElseThrow();
  }

  @Test
  void anIncompleteEvaluationHasNoFigures() {
    EvaluationId id = open(0);
    evaluations.record(id, Samples.chunk(0, 0.1, 1), Samples.PROVENANCE);
    assertThrows(IllegalStateException.class, () -> evaluations.finish(id));
    assertEquals(
        Samples.none(), evaluations.find(quant.id(), sets.get(0).id()).orElseThrow().statistics());
  }

  @Test
  void aScoreNeedsEveryEvaluationSet() {
    complete(0);
    IllegalStateException missing =
        assertThrows(
            IllegalStateException.class, () -> evaluations.score(quant.id(), Samples.PROVENANCE));
    assertEquals("not evaluated yet: prose", missing.getMessage());
    complete(1);
    Score score = evaluations.score(quant.id(), Samples.PROVENANCE);
    assertEquals(score, evaluations.score(quant.id(), Samples.PROVENANCE));
    assertEquals(2 * CHUNKS * 255, score.statistics().get(Figure.TOKENS));
    assertEquals(2, evaluations.list(quant.id()).size());
  }

  @Test
  void aScoreSaysWhatHappenedWhereTheBaselineWasSure() {
    complete(0);
    complete(1);
    assertEquals(List.of(), evaluations.confidence(quant.id()));
    evaluations.score(quant.id(), Samples.PROVENANCE);
    List<ConfidenceBucket> buckets = evaluations.confidence(quant.id());
    assertEquals(
        List.of(0.0, 0.5, 0.9, 0.99), buckets.stream().map(ConfidenceBucket::low).toList());
    List<ChunkResult> chunks =
        evaluations.list(quant.id()).stream()
            .flatMap(e -> evaluations.chunks(e.id()).stream())
            .toList();
    assertEquals(ChunkResult.confidence(chunks), buckets);
    assertEquals(
        2 * CHUNKS * 255,
        buckets.stream().mapToDouble(one -> one.statistics().get(Figure.TOKENS)).sum());
  }

  @Test
  void chunksFromBeforeThatWasKeptHaveNoBuckets() {
    ChunkResult now = Samples.chunk(0, 0.1, 1);
    ChunkResult before =
        new ChunkResult(1, now.kld(), now.baseNll(), now.nll(), now.sameTop(), Optional.empty());
    assertEquals(List.of(), ChunkResult.confidence(List.of(now, before)));
    EvaluationId id = open(0);
    evaluations.record(id, before, Samples.PROVENANCE);
    assertEquals(Optional.empty(), evaluations.chunk(id, 1).orElseThrow().baseTop());
  }

  @Test
  void aResultThatIsNotANumberIsRefused() {
    ChunkResult broken = Samples.chunk(0, 0.1, 1);
    broken.kld()[7] = Float.NaN;
    EvaluationId id = open(0);
    assertThrows(TrackerException.class, () -> evaluations.record(id, broken, Samples.PROVENANCE));
    assertEquals(0, evaluations.recordedChunks(id).cardinality());
  }

  @Test
  void resultsOfDifferentLengthsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ChunkResult(
                0, new float[3], new float[3], new float[2], new BitSet(), Optional.empty()));
  }

  @Test
  void theRowOfAChunkSumsItUp() {
    EvaluationId id = open(0);
    ChunkResult chunk = Samples.chunk(0, 0.1, 1);
    evaluations.record(id, chunk, Samples.PROVENANCE);
    Rows rows = new Rows();
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      history.query("select tokens, mean_kld, mean_nll, same_top from chunk_result", rows);
    }
    var statistics = ChunkResult.statistics(List.of(chunk));
    List<Object> row = rows.values.get(0);
    assertEquals(255, row.get(0));
    assertEquals(statistics.get(Figure.MEAN), (double) row.get(1), 1e-12);
    assertEquals(Math.log(statistics.get(Figure.PPL)), (double) row.get(2), 1e-12);
    assertEquals(chunk.sameTop().cardinality(), row.get(3));
  }

  private EvaluationId open(int set) {
    return evaluations.open(quant.id(), sets.get(set).id(), Samples.PROVENANCE).id();
  }

  private void complete(int set) {
    EvaluationId id = open(set);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      evaluations.record(id, Samples.chunk(chunk, 0.1, chunk), Samples.PROVENANCE);
    }
    assertEquals(
        CHUNKS * 255, evaluations.finish(id).statistics().orElseThrow().get(Figure.TOKENS));
  }
}

package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Rows;
import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
  private static final int ASIDE = 3;

  @TempDir Path directory;
  private Tracker tracker;
  private Experiment experiment;
  private ExperimentId id;
  private EvaluationSet set;

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
    experiment = Samples.experiment(tracker, "mine", Samples.settings(List.of("Q2_K")));
    id = experiment.id();
    set = tracker.experiments().evaluationSets(id).get(1);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void figuresThatCountedAChunkAreComputedAgainWithoutIt() {
    Quant quant = scored(1, 0.10);
    tracker.verdicts().judge(id);
    putAside(ASIDE, Optional.empty());

    assertEquals(counted(quant), score(quant));
    assertEquals(
        4 * 255,
        tracker.evaluations().list(quant.id()).get(1).statistics().get().get(Figure.TOKENS));
    assertEquals(
        9 * 255.0,
        tracker.evaluations().confidence(quant.id()).stream()
            .mapToDouble(bucket -> bucket.statistics().get(Figure.TOKENS))
            .sum());
    assertEquals(9, tracker.evaluations().distribution(quant.id()).get().chunks().size());
    assertFalse(tracker.verdicts().areCurrent(id));
    tracker.verdicts().judge(id);
    assertEquals(9, row(1).judgement().chunks().getAsInt());
    assertEquals(9, row(1).judgement().clusters().getAsInt());
  }

  @Test
  void quantsOfBeforeAndAfterAreComparedOnTheSameChunks() {
    scored(1, 0.10);
    Quant later = quant(2);
    for (EvaluationSet each : tracker.experiments().evaluationSets(id)) {
      var evaluation = tracker.evaluations().open(later.id(), each.id(), Samples.PROVENANCE).id();
      for (int chunk = 0; chunk < each.chunks(); chunk++) {
        if (chunk != ASIDE || !each.equals(set)) {
          long seed = each.name().hashCode() + chunk;
          tracker
              .evaluations()
              .record(evaluation, Samples.chunk(chunk, 0.08, seed), Samples.PROVENANCE);
        }
      }
      if (each.equals(set)) {
        putAside(ASIDE, Optional.of(later));
      }
      tracker.evaluations().finish(evaluation);
    }
    tracker.evaluations().score(later.id(), Samples.PROVENANCE);
    tracker.verdicts().judge(id);
    assertEquals(Verdict.UNDECIDED, row(2).verdict(), "9 documents are too few");
    assertEquals(-0.2, row(2).judgement().change().getAsDouble(), 1e-6);
    assertEquals(9, row(2).judgement().chunks().getAsInt());
  }

  @Test
  void whatABrokenQuantPutAsideComesBack() {
    Quant sound = scored(1, 0.10);
    FigureValues before = score(sound);
    Quant broken = quant(2);
    putAside(ASIDE, Optional.of(broken));
    putAside(ASIDE + 1, Optional.empty());
    assertEquals(1, tracker.quarantine().count(broken.id(), set.id()));
    tracker.quarantine().release(broken.id());
    assertEquals(BitSet.valueOf(new long[] {1 << ASIDE + 1}), tracker.quarantine().of(set.id()));
    assertEquals(counted(sound), score(sound));
    assertNotEquals(before, score(sound));
  }

  @Test
  void whatAnotherLacksAsWellStaysAside() {
    Quant broken = quant(2);
    putAside(ASIDE, Optional.of(broken));
    Quant other = quant(1);
    var evaluation = tracker.evaluations().open(other.id(), set.id(), Samples.PROVENANCE).id();
    for (int chunk = 0; chunk < set.chunks(); chunk++) {
      if (chunk != ASIDE) {
        tracker
            .evaluations()
            .record(evaluation, Samples.chunk(chunk, 0.1, chunk), Samples.PROVENANCE);
      }
    }
    tracker.evaluations().finish(evaluation);
    tracker.quarantine().release(broken.id());
    assertTrue(tracker.quarantine().of(set.id()).get(ASIDE));
  }

  @Test
  void viewAndExportsTellWhatIsLeftOut() throws IOException {
    scored(1, 0.10);
    putAside(ASIDE, Optional.empty());
    tracker
        .quarantine()
        .add(
            new ChunkPutAside(
                set.corpus(),
                Optional.empty(),
                7,
                Optional.empty(),
                Optional.empty(),
                "baseline",
                Optional.of("blk.1.ffn_up.weight")));
    try (ReadOnlyHistory history = Tracker.openReadOnly(tracker.file())) {
      Rows rows = new Rows();
      history.query("select side, source, chunk, tensor from quarantine", rows);
      assertEquals(
          List.of(
              List.of("evaluation", "prose", 3, "blk.0.attn_q.weight"),
              List.of("calibration", "prose", 7, "blk.1.ffn_up.weight")),
          rows.values);
    }
    for (ExportFormat format : ExportFormat.values()) {
      StringBuilder out = new StringBuilder();
      format.write(tracker, experiment, out);
      String text = out.toString();
      assertTrue(Stream.of("a.txt", "blk.0.attn_q.weight").allMatch(text::contains), format + text);
    }
    assertEquals(BitSet.valueOf(new long[] {1 << 7}), tracker.quarantine().of(set.corpus()));
  }

  private void putAside(int chunk, Optional<Quant> quant) {
    tracker
        .quarantine()
        .add(
            new ChunkPutAside(
                set.corpus(),
                Optional.of(set.id()),
                chunk,
                Optional.of("a.txt"),
                quant.map(Quant::id),
                quant.map(Quant::quantType).orElse("baseline"),
                Optional.of("blk.0.attn_q.weight")));
  }

  private Quant scored(int number, double scale) {
    Iteration iteration = Samples.scored(tracker, id, number, scale);
    return tracker.iterations().quants(iteration.id()).get(0);
  }

  private Quant quant(int number) {
    Iteration iteration = tracker.iterations().create(Samples.planned(tracker, id, number));
    return tracker.iterations().record(Samples.quant(tracker, iteration, "Q2_K"));
  }

  private FigureValues score(Quant quant) {
    return tracker.evaluations().findScore(quant.id()).orElseThrow().statistics();
  }

  /** Of what a quant scored on the chunks that are not aside. */
  private FigureValues counted(Quant quant) {
    List<ChunkResult> counted =
        tracker.evaluations().list(quant.id()).stream()
            .flatMap(one -> tracker.evaluations().chunks(one.id()).stream())
            .toList();
    assertEquals(9, counted.size());
    return ChunkResult.statistics(counted);
  }

  private RankingRow row(int number) {
    return tracker.rankings().ranking(id).stream()
        .filter(one -> one.iteration() == number)
        .findFirst()
        .orElseThrow();
  }
}

package dev.quantloop.app.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.engine.ImatrixPass;
import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora of 2, 4, 8 and 12 chunks of two sources. */
class ReplicatesTest {
  @TempDir private Path home;
  private Tracker tracker;

  @BeforeEach
  void open() {
    tracker = Tracker.open(home.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  @Test
  void everyCorpusIsRepeatedWithOtherText() throws Exception {
    Experiment experiment = create("whole", 3, 12);
    Path imatrices = tracker.directory(experiment.id()).resolve("imatrix");
    List<ImatrixSums> sums = new ArrayList<>();
    RecordedReport report =
        new RecordedReport()
            .at(
                "4.1: quantize Q4_0",
                () -> sums.add(ImatrixFile.read(imatrices.resolve("iter-004.1.gguf"))));
    run(experiment, OptionalInt.empty(), report);

    List<Iteration> iterations = tracker.iterations().list(experiment.id());
    assertEquals(5, iterations.size());
    assertEquals(List.of(), tracker.iterations().replicates(iterations.get(0).id()));
    assertEquals(List.of(3L, 2L, 0L, 0L), iterations.stream().skip(1).map(this::disjoint).toList());
    for (Iteration iteration : iterations.subList(1, 5)) {
      List<Iteration> replicates = tracker.iterations().replicates(iteration.id());
      assertEquals(List.of(1, 2, 3), replicates.stream().map(Iteration::replicate).toList());
      for (Iteration replicate : replicates) {
        assertEquals(iteration.corpusTokens(), replicate.corpusTokens());
        assertEquals(shares(iteration), shares(replicate));
        assertIsScoredAndLeavesNothing(experiment, replicate);
      }
      assertApart(iteration, replicates);
    }
    assertTrue(
        report.events.contains(
            "stage: iteration 1, replicate 1: 128 tokens (chunks: 1 prose, 1 french), disjoint"),
        report.events::toString);
    assertTrue(report.doneAtStart.containsKey("4.3: evaluate"));
    try (Stream<Path> files = Files.list(imatrices)) {
      assertEquals(4, files.count());
    }
    assertEquals(12, calibrated(experiment), "no chunk was read for a replicate");
    Iteration drawn = tracker.iterations().replicates(iterations.get(4).id()).get(0);
    assertSameMeans(onePass(experiment, drawn), sums.get(0));
  }

  @Test
  void withoutThemNothingElseIsComputed() {
    Experiment experiment = create("files", 0, 4);
    run(experiment, OptionalInt.empty(), new RecordedReport());
    assertEquals(List.of(), tracker.iterations().replicates(experiment.id()));
    assertEquals(Optional.of("the corpus has reached its limit of 256 tokens"), end(experiment));

    Experiment more = with(experiment, 1);
    assertEquals(Optional.empty(), end(more));
    run(more, OptionalInt.empty(), new RecordedReport());
    assertEquals(2, tracker.iterations().replicates(experiment.id()).size());
    assertEquals(3, tracker.iterations().list(experiment.id()).size());
    assertTrue(end(more).isPresent());
  }

  @Test
  void aRunThatIsStoppedInTheMiddleOfOneGoesOnThere() {
    Experiment whole = create("whole", 1, 12);
    String reason = run(whole, OptionalInt.of(3), new RecordedReport()).reason();
    assertEquals("3 iterations done", reason, "replicates are not counted");
    assertEquals(2, tracker.iterations().replicates(whole.id()).size());

    Experiment stopped = create("stopped", 1, 12);
    RecordedReport first = new RecordedReport().stopAt("1.1: evaluate", 2);
    assertEquals(RunState.STOPPED, run(stopped, OptionalInt.of(2), first).state());
    RecordedReport second = new RecordedReport();
    run(stopped, OptionalInt.of(1), second);

    assertEquals(figures(whole), figures(stopped));
    assertEquals(2L, second.doneAtStart.get("1.1: evaluate"));
  }

  /** Reads each part of the recipe by itself; the weights are those of its text. */
  private Map<String, double[]> onePass(Experiment experiment, Iteration replicate) {
    LoopContext context = SmallExperiment.context(tracker, experiment, new RecordedReport());
    Map<String, double[]> means = new TreeMap<>();
    CalibrationPool pool = context.pool();
    try (Model model = context.engine().load(context.model(), false);
        ImatrixPass pass =
            ImatrixPass.ofEveryRow(context.engine(), model, false, Optional.empty())) {
      double weights = 0;
      for (RecipePart part : replicate.recipe()) {
        ImatrixSums sums =
            pass.sums(pool.tokens(part), chunk -> "chunk " + chunk, ProgressListener.NONE);
        double weight = part.weight() * part.chunks();
        weights += weight;
        sums.entries()
            .forEach(
                (name, entry) -> {
                  double[] mean = means.computeIfAbsent(name, n -> new double[entry.columns()]);
                  for (int i = 0; i < mean.length; i++) {
                    mean[i] += weight * entry.sums()[i] / entry.counts()[0];
                  }
                });
      }
      double all = weights;
      means.values().forEach(mean -> IntStream.range(0, mean.length).forEach(i -> mean[i] /= all));
    }
    return means;
  }

  private static void assertSameMeans(Map<String, double[]> expected, ImatrixSums actual) {
    assertEquals(expected.keySet(), actual.entries().keySet());
    expected.forEach(
        (name, means) -> {
          ImatrixEntry entry = actual.entries().get(name);
          for (int i = 0; i < means.length; i++) {
            // weights are rounded to a part in 16,384
            assertEquals(means[i], entry.meanSquares()[i], 1e-4 * Math.max(means[i], 1e-9), name);
          }
        });
  }

  private int calibrated(Experiment experiment) {
    return tracker.experiments().corpora(experiment.id()).stream()
        .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
        .mapToInt(LedgerBlock::chunks)
        .sum();
  }

  private long disjoint(Iteration iteration) {
    return tracker.iterations().replicates(iteration.id()).stream()
        .filter(one -> one.drawn().equals(Optional.of(ReplicateDraw.DISJOINT)))
        .count();
  }

  /** Chunks by corpus; drawn ones are weighted. */
  private static Map<Long, Long> shares(Iteration iteration) {
    Map<Long, Double> shares = new TreeMap<>();
    iteration
        .recipe()
        .forEach(p -> shares.merge(p.corpus().value(), p.weight() * p.chunks(), Double::sum));
    Map<Long, Long> rounded = new TreeMap<>();
    shares.forEach((corpus, chunks) -> rounded.put(corpus, Math.round(chunks * 1e6)));
    return rounded;
  }

  private static void assertApart(Iteration iteration, List<Iteration> replicates) {
    Set<String> taken = new HashSet<>(chunks(iteration));
    replicates.stream()
        .filter(one -> one.drawn().equals(Optional.of(ReplicateDraw.DISJOINT)))
        .flatMap(one -> chunks(one).stream())
        .forEach(chunk -> assertTrue(taken.add(chunk), chunk));
  }

  private static List<String> chunks(Iteration iteration) {
    return iteration.recipe().stream()
        .flatMap(
            part ->
                IntStream.range(part.firstChunk(), part.firstChunk() + part.chunks())
                    .mapToObj(chunk -> part.corpus() + " " + chunk))
        .toList();
  }

  private void assertIsScoredAndLeavesNothing(Experiment experiment, Iteration replicate) {
    assertEquals(IterationState.DONE, replicate.state());
    Quant quant = tracker.iterations().quants(replicate.id()).get(0);
    assertTrue(tracker.evaluations().findScore(quant.id()).isPresent());
    assertTrue(quant.fileRemovedAt().isPresent());
    assertFalse(Files.exists(quant.file()));
  }

  private Experiment create(String name, int replicates, int pool) {
    ExperimentDraft small = SmallExperiment.draft(name, QuantType.Q4_0);
    return SmallExperiment.create(
        tracker,
        new ExperimentDraft(
            name,
            small.model(),
            small.sources(),
            small
                .settings()
                .with(Setting.REPLICATES, replicates)
                .with(Setting.MAX, (long) pool * SmallExperiment.CONTEXT_SIZE)));
  }

  private Experiment with(Experiment experiment, int replicates) {
    return tracker
        .experiments()
        .update(experiment.id(), experiment.settings().withReplicates(replicates));
  }

  private Optional<String> end(Experiment experiment) {
    return new PlanIterations(tracker, experiment).end();
  }

  private LoopRunner.RunOutcome run(
      Experiment experiment, OptionalInt iterations, RecordedReport report) {
    return SmallExperiment.run(tracker, experiment, iterations, report);
  }

  private List<String> figures(Experiment experiment) {
    return FiguresOfExperiment.of(tracker, experiment);
  }
}

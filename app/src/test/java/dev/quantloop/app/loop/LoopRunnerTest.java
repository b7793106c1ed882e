package dev.quantloop.app.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.TinyModel;
import dev.quantloop.app.cli.report.IterationReport;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.loop.LoopRunner.RunOutcome;
import dev.quantloop.app.memory.DeviceRoom;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.NewImatrix;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ImatrixStep;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.WeightedChange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopRunnerTest {
  private static final int CHUNKS = SmallExperiment.SETS * SmallExperiment.EVALUATION_CHUNKS;

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
  void goesFromNoImatrixToTheWholePoolAndScoresEveryQuant() {
    Experiment experiment = create("whole", QuantType.Q4_0, QuantType.Q2_K_S);
    RunOutcome outcome = run(experiment, new RecordedReport(), OptionalInt.of(99));

    assertEquals(RunState.FINISHED, outcome.state());
    assertEquals("the corpus has reached its limit of 768 tokens", outcome.reason());
    List<Iteration> iterations = tracker.iterations().list(experiment.id());
    assertEquals(
        List.of(0L, 128L, 256L, 512L, 768L),
        iterations.stream().map(Iteration::corpusTokens).toList());
    assertEquals(List.of("Q4_0"), iterations.get(0).quantTypes());
    for (Iteration iteration : iterations) {
      assertEquals(IterationState.DONE, iteration.state());
      for (Quant quant : tracker.iterations().quants(iteration.id())) {
        assertEquals(
            CHUNKS * (SmallExperiment.CONTEXT_SIZE / 2 - 1),
            tracker
                .evaluations()
                .findScore(quant.id())
                .orElseThrow()
                .statistics()
                .get(Figure.TOKENS));
      }
    }
    assertEquals(9, tracker.rankings().ranking(experiment.id()).size());
    List<ImatrixStep> growth = tracker.iterations().growth(experiment.id());
    assertEquals(4, growth.size());
    assertTrue(growth.get(0).change().isEmpty());
    assertEquals(0.25, growth.get(1).change().orElseThrow(), 0.2);
    assertTrue(growth.get(3).change().orElseThrow() < growth.get(1).change().orElseThrow());
    assertChangesAreWeighted(experiment);
  }

  /** Each by the errors of the quant before, also of those that were made in memory. */
  private void assertChangesAreWeighted(Experiment experiment) {
    List<WeightedChange> weighted = tracker.iterations().weightedChanges(experiment.id());
    assertEquals(3 * experiment.settings().quantTypes().size(), weighted.size());
    for (WeightedChange change : weighted) {
      IterationId previous = iteration(experiment, change.iteration() - 1);
      Quant quant = tracker.iterations().quant(previous, change.quantType()).orElseThrow();
      Map<String, Double> errors = tracker.iterations().errors(quant.id());
      Map<String, ImatrixEntry> before = entries(experiment, change.iteration() - 1);
      Map<String, ImatrixEntry> after = entries(experiment, change.iteration());
      assertEquals(before.keySet(), errors.keySet());
      double sum = 0;
      double weights = 0;
      for (String tensor : before.keySet()) {
        float[] from = before.get(tensor).meanSquares();
        float[] to = after.get(tensor).meanSquares();
        double[] logarithms =
            IntStream.range(0, from.length).mapToDouble(i -> Math.log(to[i] / from[i])).toArray();
        double mean = DoubleStream.of(logarithms).average().orElseThrow();
        sum +=
            errors.get(tensor)
                * DoubleStream.of(logarithms)
                    .map(one -> Math.abs(one - mean))
                    .average()
                    .orElseThrow();
        weights += errors.get(tensor);
      }
      assertEquals(sum / weights, change.change(), 1e-6);
    }
  }

  private Map<String, ImatrixEntry> entries(Experiment experiment, int iteration) {
    IterationId id = iteration(experiment, iteration);
    return ImatrixFile.read(tracker.iterations().imatrix(id).orElseThrow().file()).entries();
  }

  private IterationId iteration(Experiment experiment, int number) {
    return tracker.iterations().find(experiment.id(), number).orElseThrow().id();
  }

  @Test
  void calibratesEachChunkOfThePoolOnce() {
    Experiment experiment = create("once", QuantType.Q4_0);
    run(experiment, new RecordedReport(), OptionalInt.of(99));

    int chunks =
        tracker.experiments().corpora(experiment.id()).stream()
            .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
            .mapToInt(block -> block.chunks())
            .sum();
    assertEquals(12, chunks);
  }

  @Test
  void tellsOnceHowMuchFallsBackToOtherTypes() throws IOException {
    Path tiny = home.resolve("tiny.gguf");
    TinyModel.write(tiny);
    Experiment experiment =
        SmallExperiment.create(
            tracker, SmallExperiment.draft("tiny", tiny, 0.01, QuantType.Q4_K_S));
    RecordedReport report = new RecordedReport();
    run(experiment, report, OptionalInt.of(2));
    List<String> told = report.events.stream().filter(line -> line.contains("fall back")).toList();
    assertEquals(1, told.size(), report.events.toString());
    assertTrue(told.get(0).startsWith("warning: Q4_K_S: "), told.toString());
  }

  @Test
  void endsAtThePlateau() {
    ExperimentDraft draft = SmallExperiment.draft("plateau", 0.5, QuantType.Q4_0);
    Experiment experiment =
        SmallExperiment.create(
            tracker,
            new ExperimentDraft(
                draft.name(),
                draft.model(),
                draft.sources(),
                draft
                    .settings()
                    .with(Setting.CHUNKS, 6)
                    .with(Setting.PER_DOCUMENT, 1)
                    .with(Setting.REPLICATES, 3)));
    RunOutcome outcome = run(experiment, new RecordedReport(), OptionalInt.empty());

    assertEquals(
        "plateau: for 2 steps in a row another doubling can bring any quant type less than 50 %",
        outcome.reason());
    assertEquals(4, tracker.iterations().list(experiment.id()).size());
  }

  @Test
  void whatIsRecommendedIsEvaluatedOnHeldOutTextHoweverTheModelsFit() {
    Experiment roomy = holdingOut("roomy");
    run(roomy, new RecordedReport(), OptionalInt.of(2));
    Experiment tight = holdingOut("tight");
    RecordedReport report = new RecordedReport();
    run(tight, report, OptionalInt.of(2), 0);

    RankingRow row = recommended(roomy);
    HeldOutScore score = tracker.heldOut().find(row.quant()).orElseThrow();
    assertEquals(SmallExperiment.SETS * 2, score.chunks());
    assertEquals(
        SmallExperiment.SETS * 2 * (SmallExperiment.CONTEXT_SIZE / 2 - 1),
        score.statistics().get(Figure.TOKENS));
    assertNotEquals(row.composite(), score.composite());
    assertEquals(
        score.statistics(),
        tracker.heldOut().find(recommended(tight).quant()).orElseThrow().statistics());
    assertTrue(
        report.events.stream().anyMatch(line -> line.contains("held-out text: iteration ")),
        report.events::toString);
    assertEquals(3, tracker.rankings().ranking(tight.id()).size());
    assertEquals(3 * SmallExperiment.SETS, tracker.rankings().domainMatrix(tight.id()).size());
  }

  private Experiment holdingOut(String name) {
    ExperimentDraft draft = SmallExperiment.draft(name, QuantType.Q4_0);
    return SmallExperiment.create(
        tracker,
        new ExperimentDraft(
            draft.name(),
            draft.model(),
            draft.sources(),
            draft.settings().with(Setting.HELD_OUT_CHUNKS, 2)));
  }

  private RankingRow recommended(Experiment experiment) {
    return tracker.rankings().ranking(experiment.id()).stream()
        .filter(RankingRow::recommended)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void endsAfterTheIterationsAskedForAndGoesOnLater() {
    Experiment experiment = create("counted", QuantType.Q4_0);
    assertEquals(
        "1 iteration done", run(experiment, new RecordedReport(), OptionalInt.of(1)).reason());
    assertEquals(2, tracker.iterations().list(experiment.id()).size());
    run(experiment, new RecordedReport(), OptionalInt.of(1));
    assertEquals(3, tracker.iterations().list(experiment.id()).size());
  }

  @Test
  void aStoppedRunResumedGivesTheFiguresOfAnUninterruptedOne() throws Exception {
    Experiment whole = create("whole", QuantType.Q4_0, QuantType.Q2_K);
    run(whole, new RecordedReport(), OptionalInt.of(2));
    for (Path block : new ExperimentDirectory(tracker.directory(whole.id())).ledgerFiles()) {
      Files.delete(block); // or the other experiment would take it
    }

    Experiment stopped = create("stopped", QuantType.Q4_0, QuantType.Q2_K);
    List<RecordedReport> stops =
        List.of(
            new RecordedReport().stopAt("0: quantize Q4_0", 1),
            new RecordedReport().stopAt("0: evaluate", 2),
            new RecordedReport().stopAt("1: imatrix", 1),
            new RecordedReport().stopAt("1: evaluate", 4),
            new RecordedReport().stopAt("2: imatrix", 2));
    for (RecordedReport stop : stops) {
      assertEquals(RunState.STOPPED, run(stopped, stop, OptionalInt.of(2)).state());
    }
    RecordedReport last = new RecordedReport();
    run(stopped, last, OptionalInt.of(1));

    assertEquals(figures(whole), figures(stopped));
    assertEquals(2L, stops.get(2).doneAtStart.get("0: evaluate"));
    assertEquals(4L, stops.get(4).doneAtStart.get("1: evaluate"));
    assertFalse(stops.get(1).doneAtStart.containsKey("0: quantize Q4_0"));
    assertFalse(last.doneAtStart.containsKey("1: evaluate"));
  }

  @Test
  void modelsThatDoNotFitTogetherGiveTheSameFiguresOneByOne() {
    Experiment roomy = create("roomy", QuantType.Q4_0, QuantType.Q2_K);
    RecordedReport inMemory = new RecordedReport();
    run(roomy, inMemory, OptionalInt.of(3));
    Experiment tight = create("tight", QuantType.Q4_0, QuantType.Q2_K);
    RecordedReport byFiles = new RecordedReport();
    run(tight, byFiles, OptionalInt.of(3), 0);

    assertEquals(figures(roomy), figures(tight));
    assertTrue(
        byFiles.events.stream().anyMatch(e -> e.startsWith("warning: the models do not fit")));
    String made =
        "stage: further quants to Q4_0 are now made in memory; the best is saved at the end";
    assertTrue(inMemory.events.contains(made), inMemory.events::toString);
    assertFalse(byFiles.events.contains(made));
  }

  @Test
  void aRunThatIsStoppedWhileAQuantIsInMemoryGoesOnByItsFile() {
    Experiment whole = create("whole", QuantType.Q4_0);
    run(whole, new RecordedReport(), OptionalInt.of(2));
    Experiment stopped = create("stopped", QuantType.Q4_0);
    run(stopped, new RecordedReport().stopAt("2: evaluate", 2), OptionalInt.of(2));
    Quant interrupted = quants(stopped).get(2);
    assertTrue(interrupted.fileRemovedAt().isPresent());

    RecordedReport last = new RecordedReport();
    run(stopped, last, OptionalInt.of(1));

    assertEquals(figures(whole), figures(stopped));
    assertEquals(2L, last.doneAtStart.get("2: evaluate"));
    assertTrue(last.doneAtStart.containsKey("2: quantize Q4_0"));
  }

  @Test
  void theBaselinesLogitsOnDiskServeAllIterationsOfARun() {
    RecordedReport report = new RecordedReport();
    run(create("tight", QuantType.Q4_0), report, OptionalInt.of(2), 0);

    assertEquals(
        List.of("0: baseline"),
        report.doneAtStart.keySet().stream().filter(stage -> stage.endsWith("baseline")).toList());
  }

  @Test
  void keepsTheBestAndTheLatestFileOfEachType() {
    Experiment experiment = create("kept", QuantType.Q4_0);
    run(experiment, new RecordedReport(), OptionalInt.of(99), 0);

    List<RankingRow> ranking = tracker.rankings().ranking(experiment.id());
    for (Quant quant : quants(experiment)) {
      boolean latest = tracker.iterations().get(quant.iteration()).number() == ranking.size() - 1;
      assertKept(latest || quant.id().equals(ranking.get(0).quant()), quant);
    }
  }

  @Test
  void ofQuantsMadeInMemoryTheBestHasAFileInTheEnd() {
    Experiment experiment = create("memory", QuantType.Q4_0, QuantType.Q2_K);
    run(experiment, new RecordedReport(), OptionalInt.of(99));

    List<QuantId> best =
        Stream.of("Q4_0", "Q2_K")
            .map(
                type ->
                    tracker.rankings().ranking(experiment.id()).stream()
                        .filter(row -> row.quantType().equals(type))
                        .min(Comparator.comparingDouble(RankingRow::composite))
                        .orElseThrow()
                        .quant())
            .toList();
    for (Quant quant : quants(experiment)) {
      assertKept(best.contains(quant.id()), quant);
      if (best.contains(quant.id())) {
        assertEquals(quant.sha256(), Sha256.of(quant.file()));
      }
    }
  }

  @Test
  void aRunThatIsKilledLeavesNoMoreFilesThanAnUndisturbedOne() throws Exception {
    Experiment experiment = create("killed", QuantType.Q4_0);
    run(experiment, new RecordedReport().stopAt("2: evaluate", 2), OptionalInt.of(2));
    Path quants = tracker.directory(experiment.id()).resolve("quants");
    Path orphan = Files.writeString(quants.resolve("iter-001-Q4_0.gguf"), "without a row");
    tracker
        .iterations()
        .quants(experiment.id())
        .forEach(quant -> tracker.iterations().fileRemoved(quant.id()));
    Path notOurs = Files.writeString(quants.resolve("mine.gguf"), "kept");

    run(experiment, new RecordedReport(), OptionalInt.of(99));
    QuantId best = tracker.rankings().ranking(experiment.id()).get(0).quant();
    quants(experiment).forEach(quant -> assertKept(quant.id().equals(best), quant));
    assertTrue(Files.exists(notOurs));
    try (Stream<Path> files = Files.list(quants)) {
      assertEquals(2, files.count(), orphan + " is a file of a killed run, unless it was the best");
    }
  }

  private static void assertKept(boolean kept, Quant quant) {
    assertEquals(kept, Files.exists(quant.file()));
    assertEquals(kept, quant.fileRemovedAt().isEmpty());
  }

  private List<Quant> quants(Experiment experiment) {
    return tracker.iterations().quants(experiment.id());
  }

  @Test
  void makesADeletedQuantAgainWhenItsEvaluationIsNotComplete() throws Exception {
    Experiment experiment = create("deleted", QuantType.Q4_0);
    run(experiment, new RecordedReport().stopAt("0: evaluate", 2), OptionalInt.of(1));
    Iteration first = tracker.iterations().list(experiment.id()).get(0);
    Files.delete(tracker.iterations().quants(first.id()).get(0).file());

    RecordedReport report = new RecordedReport();
    assertEquals(RunState.FINISHED, run(experiment, report, OptionalInt.of(1)).state());
    assertEquals(2L, report.doneAtStart.get("0: evaluate"));
  }

  @Test
  void aFileWithOtherBytesIsNotTakenForTheOneOnRecord() throws Exception {
    Experiment experiment = create("replaced", QuantType.Q4_0);
    run(experiment, new RecordedReport().stopAt("0: evaluate", 2), OptionalInt.of(1));
    Iteration first = tracker.iterations().list(experiment.id()).get(0);
    Quant quant = tracker.iterations().quants(first.id()).get(0);
    byte[] bytes = Files.readAllBytes(quant.file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(quant.file(), bytes);

    run(experiment, new RecordedReport().stopAt("0: evaluate", 4), OptionalInt.of(1));
    assertEquals(quant.sha256(), Sha256.of(quant.file()));
  }

  @Test
  void afterRunsThatEndedForLackOfMemoryItPlansWithLess() {
    Experiment experiment = create("cramped", QuantType.Q8_0);
    String wholeModel = "stage: models: all of the baseline on the GPU";
    assertTrue(says(onGpu(experiment), wholeModel));
    for (String reason :
        List.of(
            "llama.cpp gave up: ggml-cuda.cu:108: CUDA error (CUDA error: out of memory)",
            "llama.cpp gave up: ggml-cuda.cu:108: CUDA error (the resource allocation failed)")) {
      Run run = SmallExperiment.run(tracker, experiment, OptionalInt.of(1));
      tracker.runs().end(run.id(), RunState.FAILED, reason);
    }
    RecordedReport cramped = onGpu(experiment);
    assertFalse(says(cramped, wholeModel), cramped.events::toString);
    assertEquals(
        List.of(
            "warning: planning with less on the GPU: run 3 ended for lack of memory",
            "warning: planning with less on the GPU: run 2 ended for lack of memory"),
        cramped.events.stream().filter(e -> e.startsWith("warning: planning")).toList());
    assertTrue(says(onGpu(experiment), wholeModel));
  }

  @Test
  void contextsThatLeaveNoRoomToComputeInAreMadeAgainWithLess() {
    Experiment experiment = create("filled", QuantType.Q8_0);
    List<Long> free = new ArrayList<>(List.of(1L << 30, 1L << 26));
    RecordedReport report = new RecordedReport();
    RunOutcome outcome =
        run(
            experiment,
            report,
            OptionalInt.of(1),
            budgetOnGpu(() -> free.isEmpty() ? 1L << 30 : free.remove(0)));
    assertEquals(RunState.FINISHED, outcome.state());
    assertEquals(
        List.of(
            "warning: trying with less on the GPU: GPU has only 64.0 MiB left beside models and"
                + " contexts"),
        report.events.stream().filter(e -> e.startsWith("warning: ")).toList());
  }

  @Test
  void aModelWhoseLogitsAreNotFiniteEndsTheRunWithTheChunkOfTheSet() throws IOException {
    Path broken = home.resolve("broken.gguf");
    Files.copy(SmallExperiment.nativeSettings().selfTestModel(), broken);
    GgufTensor norm = GgufFile.read(broken).tensor("output_norm.weight").orElseThrow();
    try (FileChannel file = FileChannel.open(broken, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1}), norm.offset());
    }
    Experiment experiment =
        SmallExperiment.create(tracker, SmallExperiment.draft("broken", broken, 0, QuantType.Q4_0));
    NotFiniteException refusal =
        assertThrows(
            NotFiniteException.class,
            () -> run(experiment, new RecordedReport(), OptionalInt.of(1)));
    assertTrue(
        refusal
            .getMessage()
            .startsWith(
                "the logits of the baseline on chunk 0 of prose (prose, section 1) are not"),
        refusal::getMessage);
  }

  @Test
  void aTypeThatFailsLeavesTheOthersEvaluatedUntilItsTurnComesAgain() throws Exception {
    Experiment experiment = create("partly", QuantType.Q4_0, QuantType.Q2_K);
    Path inTheWay =
        new ExperimentDirectory(tracker.directory(experiment.id()))
            .quant(1, 0, "Q2_K")
            .resolve("x");
    RecordedReport blocked =
        new RecordedReport().at("1: quantize Q2_K", () -> inTheWay.toFile().mkdirs());
    RunOutcome outcome = run(experiment, blocked, OptionalInt.of(2), 0);

    assertEquals(RunState.FAILED, outcome.state());
    assertTrue(outcome.reason().startsWith("Q2_K failed in iteration 1: "), outcome.reason());
    assertTrue(outcome.reason().endsWith("; the other types: 2 iterations done"), outcome.reason());
    assertEquals(
        List.of(IterationState.DONE, IterationState.FAILED, IterationState.FAILED),
        tracker.iterations().list(experiment.id()).stream().map(Iteration::state).toList());
    assertEquals(4, tracker.rankings().ranking(experiment.id()).size());

    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    RecordedReport again = new RecordedReport();
    assertEquals(RunState.FINISHED, run(experiment, again, OptionalInt.of(2), 0).state());
    assertEquals(6, tracker.rankings().ranking(experiment.id()).size());
    assertFalse(again.doneAtStart.containsKey("1: quantize Q4_0"));
  }

  @Test
  void anIterationByHandWhoseTypesAllFailStopsNoOther() throws Exception {
    Experiment experiment = create("hand", QuantType.Q4_0);
    new PlanIterations(tracker, experiment).byHand(128, List.of(), List.of("Q2_K"));
    Path inTheWay =
        new ExperimentDirectory(tracker.directory(experiment.id()))
            .quant(1, 0, "Q2_K")
            .resolve("x");
    RecordedReport blocked =
        new RecordedReport().at("1: quantize Q2_K", () -> inTheWay.toFile().mkdirs());
    RunOutcome outcome = run(experiment, blocked, OptionalInt.of(1), 0);
    assertEquals(RunState.FAILED, outcome.state());
    assertTrue(outcome.reason().startsWith("Q2_K failed in iteration 1: "), outcome.reason());
    assertTrue(outcome.reason().endsWith("; the other types: 1 iteration done"), outcome.reason());
    assertTrue(blocked.events.stream().noneMatch(line -> line.endsWith(": ")));
    assertEquals(
        List.of(IterationState.DONE, IterationState.FAILED, IterationState.DONE),
        tracker.iterations().list(experiment.id()).stream().map(Iteration::state).toList());
  }

  @Test
  void aTypeThatNoImatrixAllowsFailsBeforeAnythingIsComputed() throws Exception {
    Path model = AlteredDemo.withPredictingLayer(home);
    ExperimentDraft draft = SmallExperiment.draft("mtp", model, 0, QuantType.Q4_0);
    Experiment experiment =
        SmallExperiment.create(
            tracker, draft.with(draft.settings().with(Setting.NEXTN_TYPE, SettingValues.MIX)));
    new PlanIterations(tracker, experiment).byHand(128, List.of(), List.of("IQ2_XS"));
    RecordedReport report = new RecordedReport();
    assertThrows(
        LlamaException.class,
        () -> run(experiment, report, OptionalInt.of(1)),
        "libllama can't run this model without its last layer");
    assertTrue(says(report, "error: IQ2_XS failed: IQ2_XS needs importance for blk.5."));
    assertTrue(report.doneAtStart.keySet().stream().noneMatch(key -> key.startsWith("1: ")));
  }

  @Test
  void showsWhatAnImatrixLeavesOut() throws IOException {
    Experiment experiment = create("partly", QuantType.Q4_0);
    Iteration iteration = new PlanIterations(tracker, experiment).byHand(128, List.of(), List.of());
    Path file = AlteredDemo.firstLayersImatrix(home);
    Provenance provenance =
        new Provenance("v", "c", "CPU", "haswell", 128, 128, 128, 1, 0, "second half", "0.1.0");
    tracker
        .iterations()
        .record(
            new NewImatrix(
                iteration.id(), file, Files.size(file), Sha256.of(file), 7, 1, 512, 1, provenance));
    StringWriter shown = new StringWriter();
    IterationReport.of(tracker, experiment, List.of(iteration))
        .get(0)
        .print(new PrintWriter(shown));
    assertTrue(
        shown.toString().contains("35 of 42 weights have no importance; the first is blk.1."),
        shown.toString());
  }

  private static boolean says(RecordedReport report, String start) {
    return report.events.stream().anyMatch(event -> event.startsWith(start));
  }

  /** With a GPU, as far as is known, that holds the model with 10 % to spare. */
  private RecordedReport onGpu(Experiment experiment) {
    Path model = SmallExperiment.nativeSettings().selfTestModel();
    long needed = budgetOnGpu(() -> 1L << 40).alone(model).gpuBytes();
    RecordedReport report = new RecordedReport().stopAt("0: quantize Q8_0", 1);
    run(experiment, report, OptionalInt.of(1), budgetOnGpu(() -> (512L << 20) + needed * 11 / 10));
    return report;
  }

  private static MemoryBudget budgetOnGpu(LongSupplier freeBytes) {
    DecodeSettings settings = new DecodeSettings(SmallExperiment.CONTEXT_SIZE, 128, 128, 1);
    return new MemoryBudget(
        () -> {
          DeviceRoom.Gpu gpu = new DeviceRoom.Gpu("GPU", "", freeBytes.getAsLong());
          return new DeviceRoom(List.of(gpu), List.of(), () -> Long.MAX_VALUE);
        },
        settings,
        ModelOptions.of(-1));
  }

  private Experiment create(String name, QuantType... types) {
    return SmallExperiment.create(tracker, SmallExperiment.draft(name, types));
  }

  private RunOutcome run(Experiment experiment, RecordedReport report, OptionalInt iterations) {
    return run(experiment, report, iterations, Long.MAX_VALUE);
  }

  private RunOutcome run(
      Experiment experiment, RecordedReport report, OptionalInt iterations, long memory) {
    return run(
        experiment,
        report,
        iterations,
        new MemoryBudget(
            () -> new DeviceRoom(List.of(), List.of(), () -> memory),
            SettingValues.of(experiment.settings()).decode(),
            ModelOptions.of(experiment.settings().gpuLayers())));
  }

  private RunOutcome run(
      Experiment experiment, RecordedReport report, OptionalInt iterations, MemoryBudget budget) {
    Run run = SmallExperiment.run(tracker, experiment, iterations);
    LoopContext context =
        LoopContext.of(tracker, SmallExperiment.library(), experiment, budget, report, report);
    RunOutcome outcome = new LoopRunner(context).run(run);
    tracker.runs().end(run.id(), outcome.state(), outcome.reason());
    return outcome;
  }

  private List<String> figures(Experiment experiment) {
    return FiguresOfExperiment.of(tracker, experiment);
  }
}

package dev.quantloop.app.loop;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.engine.ImatrixPass;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.app.guide.Evidence;
import dev.quantloop.app.ledger.LedgerCheck;
import dev.quantloop.app.ledger.LedgerUse;
import dev.quantloop.app.ledger.VerifyLedger;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora of 2 and 4 chunks of two sources. */
class SharedBlocksTest {
  @TempDir private Path home;
  private Tracker tracker;

  @Test
  void whatAnotherExperimentHasComputedIsNotComputedAgainAndOutlivesIt() throws Exception {
    try (Tracker opened = Tracker.open(home.resolve("quantloop.db"))) {
      tracker = opened;
      Experiment first = ran("first", new RecordedReport());
      List<LedgerBlock> had = blocks(first);
      assertEquals(4, had.size());
      assertTrue(had.stream().allMatch(block -> block.tokensSha256().isPresent()));
      assertForecastCounts("to-come", had);
      replace(had.get(0), Optional.empty(), had.get(0).provenance()); // of an earlier version
      replace(had.get(1), had.get(1).tokensSha256(), ofOtherBuild(had.get(1).provenance()));
      Files.write(had.get(2).file(), new byte[] {1}); // damaged

      RecordedReport report = new RecordedReport();
      Experiment second = ran("second", report);
      List<LedgerBlock> has = blocks(second);
      assertEquals(
          List.of(
              BlockOrigin.SHARED, BlockOrigin.COMPUTED, BlockOrigin.COMPUTED, BlockOrigin.SHARED),
          has.stream().map(LedgerBlock::origin).toList());
      for (int i = 0; i < has.size(); i++) {
        assertEquals(had.get(i).sha256(), has.get(i).sha256());
        assertEquals(had.get(i).tokensSha256(), has.get(i).tokensSha256());
      }
      assertEquals(had.get(0).tokensSha256(), blocks(first).get(0).tokensSha256());
      assertEquals(imatrix(first, 2).sha256(), imatrix(second, 2).sha256());
      assertTrue(
          report.events.stream()
              .anyMatch(event -> event.contains("64 tokens of prose taken from ledgers of other")),
          report.events::toString);
      assertEquals(List.of(64L, 64L, 128L), shared(second));

      assertIsOfOnePass(second);
      new ExperimentDirectory(tracker.directory(first.id())).delete();
      assertEquals(List.of(), verified(second, false).problems());
      assertImatrixIsRemade(second);
    }
  }

  @Test
  void blocksAreAlikeThatAreOfTheSameBuildDeviceBatchesAndThreads() {
    Provenance here = provenance("build", 512, 512, 4, 0);
    assertTrue(SharedBlocks.isAlike(here, provenance("build", 512, 512, 4, 0)));
    assertFalse(SharedBlocks.isAlike(here, provenance("another", 512, 512, 4, 0)));
    assertFalse(SharedBlocks.isAlike(here, provenance("build", 1024, 512, 4, 0)));
    assertFalse(SharedBlocks.isAlike(here, provenance("build", 512, 256, 4, 0)));
    assertFalse(SharedBlocks.isAlike(here, provenance("build", 512, 512, 8, 0)));
    assertFalse(SharedBlocks.isAlike(here, provenance("build", 512, 512, 4, 99)));
  }

  /** Whoever was first, each experiment's imatrices have the sums that it asked for. */
  @Test
  void blocksWithoutPlainSumsAreTakenByThoseAloneThatWantNone() throws Exception {
    try (Tracker opened = Tracker.open(home.resolve("quantloop.db"))) {
      tracker = opened;
      Experiment squares = ran("squares", new RecordedReport(), true);
      Experiment both = ran("both", new RecordedReport(), false);
      Experiment squaresAgain = ran("squares-again", new RecordedReport(), true);
      assertEquals(Set.of(BlockOrigin.COMPUTED), origins(both));
      assertEquals(Set.of(BlockOrigin.SHARED), origins(squaresAgain));
      assertTrue(ImatrixFile.read(imatrix(both, 2).file()).hasPlainSums());
      assertFalse(ImatrixFile.read(imatrix(squares, 2).file()).hasPlainSums());
      assertEquals(imatrix(squares, 2).sha256(), imatrix(squaresAgain, 2).sha256());

      LedgerBlock lost = blocks(squares).get(0);
      LedgerBlock withPlain = blocks(both).get(0);
      Files.copy(withPlain.file(), lost.file(), StandardCopyOption.REPLACE_EXISTING);
      replace(lost, CommittedFile.of(lost.file()), lost.tokensSha256(), lost.provenance());
      assertImatrixIsRemade(squares);
      assertImatrixIsRemade(both);
    }
  }

  /** Before it has run. */
  private void assertForecastCounts(String name, List<LedgerBlock> had) {
    Experiment toCome = create(name, false);
    List<Corpus> corpora = tracker.experiments().corpora(toCome.id());
    var forecast = SharedBlocks.forecast(tracker, toCome, corpora);
    assertEquals(
        had.stream().map(block -> new ChunkRange(block.firstChunk(), block.chunks())).toList(),
        corpora.stream().flatMap(corpus -> forecast.get(corpus.id()).stream()).toList());
    assertEquals(forecast, Evidence.of(tracker, toCome).shared());
  }

  private Set<BlockOrigin> origins(Experiment experiment) {
    return blocks(experiment).stream().map(LedgerBlock::origin).collect(toSet());
  }

  private static Provenance provenance(
      String commit, int batch, int ubatch, int threads, int gpuLayers) {
    return new Provenance(
        "1", commit, "CPU", "", 128, batch, ubatch, threads, gpuLayers, "all", "1");
  }

  /** The blocks of two experiments add up to what reading the text at once gives. */
  private void assertIsOfOnePass(Experiment experiment) {
    LoopContext context = SmallExperiment.context(tracker, experiment, new RecordedReport());
    int[] tokens =
        tracker.iterations().find(experiment.id(), 2).orElseThrow().recipe().stream()
            .flatMapToInt(part -> Arrays.stream(context.pool().tokens(part)))
            .toArray();
    ImatrixSums blocks = ImatrixFile.read(imatrix(experiment, 2).file());
    try (Model model = context.engine().load(context.model(), false);
        ImatrixPass pass =
            ImatrixPass.ofEveryRow(context.engine(), model, false, Optional.empty())) {
      ImatrixSums once = pass.sums(tokens, chunk -> "chunk " + chunk, ProgressListener.NONE);
      assertEquals(once.entries().keySet(), blocks.entries().keySet());
      once.entries()
          .forEach(
              (weight, entry) -> {
                double[] sums = blocks.entries().get(weight).sums();
                for (int i = 0; i < sums.length; i++) {
                  assertEquals(entry.sums()[i], sums[i], 1e-6 * entry.sums()[i], weight);
                }
              });
    }
  }

  private void assertImatrixIsRemade(Experiment experiment) throws Exception {
    Imatrix imatrix = imatrix(experiment, 1);
    Files.delete(imatrix.file());
    String problem = verified(experiment, false).problems().get(0);
    assertTrue(problem.contains("give --mend to write it again"), problem);
    assertEquals(List.of(imatrix.file()), verified(experiment, true).mended());
    assertEquals(imatrix.sha256(), CommittedFile.of(imatrix.file()).sha256());

    Files.write(imatrix.file(), new byte[] {1});
    LoopContext context = SmallExperiment.context(tracker, experiment, new RecordedReport());
    ImatrixStage withoutModel = new ImatrixStage(context, null, null);
    assertEquals(imatrix, withoutModel.present(imatrix));
    assertEquals(imatrix.sha256(), CommittedFile.of(imatrix.file()).sha256());

    LedgerBlock other = blocks(experiment).get(1);
    Files.copy(other.file(), blocks(experiment).get(0).file(), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(imatrix.file());
    List<String> problems = verified(experiment, true).problems();
    assertTrue(
        problems.get(1).contains("put it back, as not all of its blocks"), problems::toString);
    assertFalse(Files.exists(imatrix.file()));
  }

  private List<Long> shared(Experiment experiment) {
    return LedgerUse.of(tracker, experiment).stream().map(LedgerUse::shared).toList();
  }

  private LedgerCheck verified(Experiment experiment, boolean mend) {
    return new VerifyLedger(tracker, experiment, mend).run();
  }

  private Experiment ran(String name, RecordedReport report) {
    return ran(name, report, false);
  }

  private Experiment ran(String name, RecordedReport report, boolean squaresOnly) {
    Experiment experiment = create(name, squaresOnly);
    SmallExperiment.run(tracker, experiment, OptionalInt.empty(), report);
    return experiment;
  }

  private Experiment create(String name, boolean squaresOnly) {
    ExperimentDraft small = SmallExperiment.draft(name, QuantType.Q4_0);
    return SmallExperiment.create(
        tracker,
        new ExperimentDraft(
            name,
            small.model(),
            small.sources(),
            small
                .settings()
                .with(Setting.MAX, 4L * SmallExperiment.CONTEXT_SIZE)
                .with(Setting.SQUARES_ONLY, squaresOnly)));
  }

  private Imatrix imatrix(Experiment experiment, int number) {
    return tracker
        .iterations()
        .imatrix(tracker.iterations().find(experiment.id(), number).orElseThrow().id())
        .orElseThrow();
  }

  private void replace(LedgerBlock block, Optional<String> tokens, Provenance provenance) {
    replace(
        block, new CommittedFile(block.file(), block.bytes(), block.sha256()), tokens, provenance);
  }

  private void replace(
      LedgerBlock block, CommittedFile file, Optional<String> tokens, Provenance provenance) {
    tracker
        .iterations()
        .record(
            new LedgerBlock(
                block.corpus(),
                block.firstChunk(),
                block.chunks(),
                block.tokens(),
                file.path(),
                file.bytes(),
                file.sha256(),
                tokens,
                block.origin(),
                block.seconds(),
                provenance));
  }

  private static Provenance ofOtherBuild(Provenance p) {
    return new Provenance(
        p.llamaVersion(),
        "another",
        p.backend(),
        p.cpuVariant(),
        p.nCtx(),
        p.nBatch(),
        p.nUbatch(),
        p.threads(),
        p.gpuLayers(),
        p.scoredPositions(),
        p.programVersion());
  }

  private List<LedgerBlock> blocks(Experiment experiment) {
    return tracker.experiments().corpora(experiment.id()).stream()
        .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
        .toList();
  }
}

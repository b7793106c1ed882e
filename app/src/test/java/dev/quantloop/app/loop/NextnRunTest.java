package dev.quantloop.app.loop;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.NextnModel;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.ledger.VerifyLedger;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.BlockOrigin;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on a model whose last layer predicts a further token. */
class NextnRunTest {
  private static final String PROJECTION = "blk.1.nextn.eh_proj.weight";

  @TempDir private Path home;
  private Path model;
  private Tracker tracker;

  @Test
  void theLayerIsCalibratedWhereThatIsAskedForAndSharedWithThoseThatAskForIt() throws Exception {
    model = NextnModel.write(home.resolve("nextn.gguf"));
    try (Tracker opened = Tracker.open(home.resolve("quantloop.db"))) {
      tracker = opened;
      Experiment with = ran("with", true);
      Experiment without = ran("without", false);
      Experiment again = ran("again", true);

      ImatrixSums sums = ImatrixFile.read(imatrix(with).file());
      assertEquals(1, sums.nextLayers());
      int tokens = 2 * SmallExperiment.CONTEXT_SIZE;
      assertEquals(tokens - 2, sums.entries().get(PROJECTION).counts()[0], "not a chunk's first");
      ImatrixSums others = ImatrixFile.read(imatrix(without).file());
      assertEquals(0, others.nextLayers());
      assertFalse(others.entries().containsKey(PROJECTION));
      for (Map.Entry<String, ImatrixEntry> other : others.entries().entrySet()) {
        double[] expected = other.getValue().sums();
        double[] actual = sums.entries().get(other.getKey()).sums();
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], actual[i], 1e-6 * expected[i] + 1e-9, other.getKey());
        }
      }
      assertEquals(Set.of(BlockOrigin.COMPUTED), origins(without));
      assertEquals(Set.of(BlockOrigin.SHARED), origins(again));
      assertEquals(imatrix(with).sha256(), imatrix(again).sha256());

      CliFixture.Result fewer = imported(imatrix(with).file(), "without");
      assertEquals(0, fewer.code(), fewer.err());
      assertTrue(fewer.err().contains("which without does not calibrate"), fewer.err());
      ImatrixSums block =
          ImatrixFile.read(
              blocks(without).stream()
                  .filter(one -> one.origin() == BlockOrigin.IMPORTED)
                  .findFirst()
                  .orElseThrow()
                  .file());
      assertEquals(others.entries().keySet(), block.entries().keySet());
      assertEquals(0, block.nextLayers());
      CliFixture.Result lacking = imported(imatrix(without).file(), "with");
      assertEquals(1, lacking.code());
      assertTrue(lacking.err().contains("of the model, such as blk.1."), lacking.err());

      Files.delete(imatrix(with).file());
      assertEquals(
          List.of(imatrix(with).file()), new VerifyLedger(tracker, with, true).run().mended());
    }
  }

  @Test
  void itIsRefusedWhereThereIsNoSuchLayer() {
    try (Tracker opened = Tracker.open(home.resolve("quantloop.db"))) {
      tracker = opened;
      ExperimentDraft draft = SmallExperiment.draft("mine", QuantType.Q4_0);
      ExperimentDraft asked = draft.with(draft.settings().with(Setting.NEXTN, true));
      SettingException refused =
          assertThrows(SettingException.class, () -> SmallExperiment.create(tracker, asked));
      assertEquals(Setting.NEXTN, refused.setting());
      assertTrue(refused.getMessage().contains("has no layers that predict"), refused.toString());
    }
  }

  /** IQ2_XS refuses weights without importance, so that it shows whether there is one. */
  private Experiment ran(String name, boolean nextn) {
    ExperimentDraft draft =
        SmallExperiment.draft(name, model, 0.0, nextn ? QuantType.IQ2_XS : QuantType.Q4_0);
    SettingValues settings = draft.settings().with(Setting.NEXTN, nextn);
    Experiment experiment =
        SmallExperiment.create(
            tracker,
            draft.with(nextn ? settings.with(Setting.NEXTN_TYPE, SettingValues.MIX) : settings));
    LoopRunner.RunOutcome outcome =
        SmallExperiment.run(tracker, experiment, OptionalInt.of(2), new RecordedReport());
    assertEquals(RunState.FINISHED, outcome.state(), outcome.reason());
    return experiment;
  }

  private Imatrix imatrix(Experiment experiment) {
    return tracker
        .iterations()
        .imatrix(tracker.iterations().find(experiment.id(), 1).orElseThrow().id())
        .orElseThrow();
  }

  private CliFixture.Result imported(Path file, String into) {
    return new CliFixture(home)
        .run(
            "ledger",
            "import",
            file.toString(),
            "--experiment",
            into,
            "--name",
            "theirs",
            "--db",
            tracker.file().toString());
  }

  private Set<BlockOrigin> origins(Experiment experiment) {
    return blocks(experiment).stream().map(LedgerBlock::origin).collect(toSet());
  }

  private List<LedgerBlock> blocks(Experiment experiment) {
    return tracker.experiments().corpora(experiment.id()).stream()
        .flatMap(corpus -> tracker.iterations().blocks(corpus.id()).stream())
        .toList();
  }
}

package dev.quantloop.app.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.experiment.CorpusPlan.Counted;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On the demo model, with the figures of a run of the demo. */
class ForecastTest {
  private static final long MEMORY = 8L << 30;

  private static final BaselineFile MODEL =
      BaselineFile.open(DemoModel.unpack(CliFixture.sharedCache()));

  private static final SettingValues SETTINGS =
      DemoExperiment.settings().with(DecodeSettings.ofContext(512, 2)).with(Setting.REPLICATES, 0);

  private static final CorpusPlan DEMO =
      CorpusPlan.foreseen(
          List.of(
              new Counted("prose", new long[] {34_000}),
              new Counted("code", new long[] {81_000}),
              new Counted("multilingual", new long[] {37_000})),
          SETTINGS);

  private static Forecast.Asked asked(Optional<ComparableExperiment> comparable) {
    return new Forecast.Asked(MODEL, DEMO, SETTINGS, comparable);
  }

  private static ComparableExperiment comparable(
      boolean sameModel, long parameters, int contextSize) {
    ModelFile model =
        new ModelFile(
            new ModelId(1),
            "0".repeat(64),
            "demo",
            Path.of("/models/demo.gguf"),
            "llama",
            "F16",
            9_277_184,
            parameters,
            4096,
            1024);
    Speeds speeds = new Speeds(0.1, Map.of("Q4_K_M", 1.0, "Q2_K", 0.5), 1e-4);
    Map<String, Long> bytes = Map.of("Q4_K_M", 3_037_696L, "Q2_K", 2_263_552L);
    return new ComparableExperiment("demo", model, sameModel, contextSize, speeds, bytes);
  }

  private static void near(double expected, double actual, double ratio) {
    assertTrue(
        actual > expected / ratio && actual < expected * ratio, expected + " is not " + actual);
  }

  @Test
  void knowsTheSizeOfAQuantWithinAFifth() {
    near(3_037_696, quantBytes(QuantType.Q4_K_M), 1.2);
    near(2_263_552, quantBytes(QuantType.Q2_K), 1.2);
  }

  @Test
  void countsWhatTheLoopDecodes() {
    Cost cost = Forecast.of(asked(Optional.empty()), MEMORY).cost();
    assertEquals(27_648, cost.calibrationTokens());
    // Four corpora and none, two types each; the baseline once.
    assertEquals((5 * 2 + 1) * 27 * 512, cost.evaluationTokens());
    assertTrue(cost.seconds().isEmpty());
  }

  @Test
  void countsReplicatesAsFarAsTheyMayBeTaken() {
    Forecast.Asked none = asked(Optional.empty());
    SettingValues three = SETTINGS.with(Setting.REPLICATES, 3);
    Forecast.Asked all = new Forecast.Asked(MODEL, DEMO, three, Optional.empty());
    Cost cost = Forecast.of(all, MEMORY).cost();
    assertEquals(27_648, cost.calibrationTokens());
    assertEquals((5 * 2 + 1 + 4 * 3 * 2) * 27 * 512, cost.evaluationTokens());
    assertTrue(Forecast.of(all, MEMORY).diskBytes() > Forecast.of(none, MEMORY).diskBytes());
  }

  /** The demo's directory took 12.7 MB and its history 1.3 MB when it was complete. */
  @Test
  void knowsTheDiskThatARunTakesWithinAFactorOfTwo() {
    near(14_000_000, Forecast.of(asked(Optional.empty()), MEMORY).diskBytes(), 2);
  }

  @Test
  void tellsTheTimeFromTheSpeedsOfTheSameModel() {
    Cost cost = Forecast.of(asked(Optional.of(comparable(true, 4_590_848, 512))), MEMORY).cost();
    double expected = 54 * 0.1 + 5 * 1.5 + 11 * 27 * 512 * 1e-4;
    assertEquals(expected, cost.seconds().orElseThrow(), 1e-6);
  }

  @Test
  void scalesTheSpeedsOfAnotherModelByItsParameters() {
    ComparableExperiment half = comparable(false, 4_590_848 / 2, 256);
    double expected = 2 * (54 * 2 * 0.1 + 5 * 1.5 + 11 * 27 * 512 * 1e-4);
    Cost cost = Forecast.of(asked(Optional.of(half)), MEMORY).cost();
    assertEquals(expected, cost.seconds().orElseThrow(), 1e-6);
  }

  @Test
  void takesTheSizesOfQuantsOfTheSameModelOnly() {
    long own =
        Forecast.of(asked(Optional.of(comparable(true, 4_590_848, 512))), MEMORY).diskBytes();
    long guessed = Forecast.of(asked(Optional.empty()), MEMORY).diskBytes();
    long others =
        Forecast.of(asked(Optional.of(comparable(false, 9_000, 512))), MEMORY).diskBytes();
    assertEquals(
        3 * (3_037_696 + 2_263_552),
        own - guessed + 3 * (quantBytes(QuantType.Q4_K_M) + quantBytes(QuantType.Q2_K)));
    assertEquals(guessed, others);
  }

  @Test
  void needsTheDiskForLogitsWhereMemoryIsShort() {
    Forecast roomy = Forecast.of(asked(Optional.empty()), MEMORY);
    Forecast tight = Forecast.of(asked(Optional.empty()), 10 << 20);
    assertEquals(27L * 256 * 4096 * 4, tight.diskBytes() - roomy.diskBytes());
    assertTrue(tight.memoryBytes() < roomy.memoryBytes());
  }

  private static long quantBytes(QuantType type) {
    return QuantSize.bytes(MODEL.bytes(), MODEL.tensors(), type);
  }
}

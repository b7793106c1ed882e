package dev.quantloop.llama.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.TinyNextn;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.NextnRun;
import dev.quantloop.llama.quantize.QuantForecast;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.Quantizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layer that predicts a further token, run on the hidden states of the others. */
class NextnTest {
  private static final int CHUNKS = 3;
  private static final int CONTEXT = 64;
  private static final int WIDTH = TinyNextn.WIDTH;
  private static final String PROJECTION = "blk.1.nextn.eh_proj.weight";

  @TempDir private static Path directory;
  private static Path file;
  private static GgufFile model;
  private static int[] tokens;
  private static ImatrixSums sums;

  @BeforeAll
  static void collect() {
    file = TinyNextn.write(directory.resolve("nextn.gguf"));
    model = GgufFile.read(file);
    assertEquals(Optional.empty(), NextnRun.obstacle(Native.library(), model));
    try (Model loaded = Native.demoModel()) {
      tokens = Native.referenceTokens(loaded, CONTEXT, CHUNKS);
    }
    sums = collect(tokens, DecodeSettings.ofContext(CONTEXT, 1), false, true);
  }

  private static ImatrixSums collect(
      int[] text, DecodeSettings settings, boolean processOutput, boolean withNextn) {
    Optional<NextnRun> nextn = withNextn ? Optional.of(NextnRun.of(model)) : Optional.empty();
    ModelOptions options =
        withNextn ? ModelOptions.DEFAULT.withNextnLayers() : ModelOptions.DEFAULT;
    try (Model loaded = Model.load(Native.library(), file, options);
        ImatrixCollector collector =
            ImatrixCollector.open(loaded, settings, processOutput, AbortSignal.NEVER, nextn)) {
      collector.collect(text, ProgressListener.NONE);
      return collector.sums();
    }
  }

  @Test
  void itsWeightsSeeAllTokensButTheFirstOfAChunk() {
    Set<String> weights = sums.entries().keySet();
    assertEquals(23, weights.size(), weights.toString());
    assertEquals(1, sums.nextLayers());
    assertEquals(CHUNKS * (CONTEXT - 1), sums.entries().get(PROJECTION).counts()[0]);
    assertEquals(
        2 * CHUNKS * (CONTEXT - 1),
        Arrays.stream(sums.entries().get("blk.1.ffn_up_exps.weight").counts()).sum());
    assertEquals(CHUNKS * CONTEXT, sums.entries().get("blk.0.attn_q.weight").counts()[0]);
    ImatrixSums others = collect(tokens, DecodeSettings.ofContext(CONTEXT, 1), false, false);
    assertEquals(0, others.nextLayers());
    others.entries().forEach((weight, entry) -> assertAlmostEqual(entry, sums, weight, 1e-6));
  }

  /** What enters its first weight: normed embeddings, then normed hidden states. */
  @Test
  void itReadsTheTokenAndTheStateBeforeIt() {
    double[] embeddings = model.numbers(model.tensor("token_embd.weight").orElseThrow());
    double[] expected = new double[WIDTH];
    int[] before = new int[CHUNKS * (CONTEXT - 1)];
    for (int i = 0; i < CHUNKS * CONTEXT; i++) {
      int chunk = i / CONTEXT;
      int position = i % CONTEXT;
      if (position > 0) {
        addNormed(embeddings, tokens[i] * WIDTH, expected);
      }
      if (position < CONTEXT - 1) {
        before[chunk * (CONTEXT - 1) + position] = tokens[i];
      }
    }
    double[] entered = sums.entries().get(PROJECTION).sums();
    assertArrayEquals(expected, Arrays.copyOf(entered, WIDTH), 1e-2);
    ImatrixSums states = collect(before, DecodeSettings.ofContext(CONTEXT - 1, 1), true, false);
    assertArrayEquals(
        states.entries().get("output.weight").sums(),
        Arrays.copyOfRange(entered, WIDTH, 2 * WIDTH),
        0.1,
        "which are normed once more; one token more or less is about 1");
  }

  private static void addNormed(double[] embeddings, int at, double[] into) {
    double squares = 1e-5 * WIDTH;
    for (int i = 0; i < WIDTH; i++) {
      squares += embeddings[at + i] * embeddings[at + i];
    }
    for (int i = 0; i < WIDTH; i++) {
      into[i] += embeddings[at + i] * embeddings[at + i] * WIDTH / squares;
    }
  }

  @Test
  void itDoesNotMatterHowMuchIsDecodedAtOnce() {
    for (int batch : new int[] {CONTEXT / 2, 2 * CONTEXT}) {
      DecodeSettings settings = DecodeSettings.ofContext(CONTEXT, 1).withBatchSize(batch);
      ImatrixSums other = collect(tokens, settings, false, true);
      assertEquals(sums.entries().keySet(), other.entries().keySet());
      sums.entries().forEach((weight, entry) -> assertAlmostEqual(entry, other, weight, 1e-2));
    }
  }

  private static void assertAlmostEqual(
      ImatrixEntry expected, ImatrixSums sums, String weight, double tolerance) {
    ImatrixEntry actual = sums.entries().get(weight);
    assertArrayEquals(expected.counts(), actual.counts(), weight);
    for (int i = 0; i < expected.sums().length; i++) {
      double allowed = tolerance * (expected.sums()[i] + 1e-3);
      assertEquals(expected.sums()[i], actual.sums()[i], allowed, weight);
    }
  }

  @Test
  void twoBitTypesCanDoWithIt() {
    QuantizeOptions options = QuantizeOptions.of(QuantType.IQ2_XS, null, 1);
    Set<String> all = sums.entries().keySet();
    QuantForecast forecast =
        Quantizer.forecast(Native.library(), model, options, all).orElseThrow();
    assertEquals(0, forecast.refused().size(), forecast.refused().toString());
    assertTrue(forecast.nextnCalibrated());
    Set<String> trunk = sums.retaining(name -> name.startsWith("blk.0.")).entries().keySet();
    QuantForecast without =
        Quantizer.forecast(Native.library(), model, options, trunk).orElseThrow();
    assertTrue(without.refused().contains(PROJECTION), without.refused().toString());
    assertFalse(without.nextnCalibrated());
  }

  @Test
  void theFileTellsWhichLayersTheyAre() {
    Path imatrix = directory.resolve("imatrix.gguf");
    ImatrixFile.writeGguf(imatrix, sums);
    assertEquals(1, ImatrixFile.read(imatrix).nextLayers());
    ImatrixSums twice = ImatrixFile.read(imatrix);
    twice.add(ImatrixFile.read(imatrix));
    assertEquals(1, twice.nextLayers());
    assertTrue(twice.nextn().contains(PROJECTION));
    assertFalse(twice.nextn().contains("blk.0.attn_q.weight"));
  }
}

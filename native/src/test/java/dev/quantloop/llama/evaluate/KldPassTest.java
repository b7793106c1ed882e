package dev.quantloop.llama.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.TinyMoe;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.Quantizer;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.llama.score.KldBaseFile;
import dev.quantloop.llama.score.KldBaseWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KldPassTest {
  private static final int CONTEXT = 512;
  private static final int CHUNKS = 20;
  private static final DecodeSettings SETTINGS = DecodeSettings.ofContext(CONTEXT, 1);

  // Chunks are decoded four at a time as with SETTINGS, but are short.
  private static final int SHORT = 128;
  private static final DecodeSettings SHORT_CHUNKS =
      new DecodeSettings(SHORT, 4 * SHORT, 4 * SHORT, 1);

  private static final int LONG = 256;

  // Several batches of a short text.
  private static final DecodeSettings PAIRS_ON_ONE_THREAD =
      new DecodeSettings(SHORT, 2 * SHORT, 2 * SHORT, 1);
  private static final DecodeSettings PAIRS_ON_TWO_THREADS =
      new DecodeSettings(SHORT, 2 * SHORT, 2 * SHORT, 2);

  @TempDir static Path directory;
  private static Model baseline;
  private static int[] tokens;
  private static Path kldFile;

  @BeforeAll
  static void writeBaseFile() {
    baseline = Native.demoModel();
    tokens = Native.referenceTokens(baseline, CONTEXT, CHUNKS);
    kldFile = directory.resolve("base.kld");
    try (LogitPass pass =
            LogitPass.open(baseline, SETTINGS, ScoredPositions.SECOND_HALF, AbortSignal.NEVER);
        KldBaseWriter writer =
            KldBaseWriter.create(kldFile, CONTEXT, baseline.vocabularySize(), tokens)) {
      pass.run(tokens, (chunk, firstRow, logits, targets) -> writer.append(logits, targets.length));
      writer.finish();
    }
  }

  @AfterAll
  static void close() {
    baseline.close();
  }

  static List<String> whatLlamaPerplexityPrinted() {
    List<String> lines = Native.referenceLines("kld.csv");
    return lines.subList(1, lines.size());
  }

  @ParameterizedTest
  @MethodSource("whatLlamaPerplexityPrinted")
  void agreesWithLlamaPerplexityOnItsBaseFile(String line) {
    String[] columns = line.split(",");
    double[] expected = Arrays.stream(columns).skip(1).mapToDouble(Double::parseDouble).toArray();
    try (Model candidate = quantized(columns[0]);
        KldBaseFile file = KldBaseFile.open(kldFile);
        KldPass pass =
            KldPass.open(
                file, firstChunks(file), List.of(candidate), SETTINGS, AbortSignal.NEVER)) {
      assertArrayEquals(tokens, file.tokens());
      double[] figures = Figures.of(run(pass, tokens));
      for (int i = 0; i < expected.length; i++) {
        double printed = columns[i + 1].length() - columns[i + 1].indexOf('.') - 1;
        double tolerance = 5e-5 * expected[i] + 0.5 * Math.pow(10, -printed);
        assertEquals(expected[i], figures[i], tolerance, line + ", column " + i);
      }
    }
  }

  /** The base file holds 16 bits a log-probability, so agreement is to about 1e-3 here. */
  @Test
  void liveBaselineGivesWhatItsFileGives() {
    int[] few = Arrays.copyOf(tokens, 5 * CONTEXT);
    try (Model candidate = quantized("Q2_K");
        KldBaseFile file = KldBaseFile.open(kldFile);
        KldPass fromFile =
            KldPass.open(file, firstChunks(file), List.of(candidate), SETTINGS, AbortSignal.NEVER);
        KldPass live = live(List.of(candidate), SETTINGS)) {
      double[] expected = Figures.of(run(fromFile, few));
      double[] figures = Figures.of(run(live, few));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], figures[i], 2e-3 * expected[i], "column " + i);
      }
    }
  }

  @Test
  void logitsByWayOfAFileGiveTheSameScores() {
    int[] few = Arrays.copyOf(tokens, 5 * SHORT);
    try (Model candidate = quantized("Q2_K");
        BaselineLogFile file = BaselineLogFile.create(directory, baseline.vocabularySize())) {
      try (LogitPass pass =
          LogitPass.open(baseline, SHORT_CHUNKS, ScoredPositions.ALL, AbortSignal.NEVER)) {
        pass.run(few, (chunk, firstRow, logits, targets) -> file.append(logits, targets.length));
      }
      try (KldPass fromFile =
              KldPass.open(
                  file, List.of(candidate), SHORT_CHUNKS, ScoredPositions.ALL, AbortSignal.NEVER);
          KldPass live =
              KldPass.open(
                  baseline,
                  new LogitMemory(0),
                  List.of(candidate),
                  SHORT_CHUNKS,
                  ScoredPositions.ALL,
                  AbortSignal.NEVER)) {
        assertSame(run(live, few), run(fromFile, few), 1e-6);
      }
    }
  }

  @Test
  void rememberedLogitsGiveTheSameScores() {
    int[] few = Arrays.copyOf(tokens, 9 * SHORT);
    long group = 4L * 64 * baseline.vocabularySize() * Float.BYTES;
    try (Model candidate = quantized("Q2_K");
        LogitMemory memory = new LogitMemory(group + group / 2);
        KldPass pass =
            KldPass.open(
                baseline,
                memory,
                List.of(candidate),
                SHORT_CHUNKS,
                ScoredPositions.SECOND_HALF,
                AbortSignal.NEVER);
        KldPass fresh = live(List.of(candidate), SHORT_CHUNKS)) {
      List<ChunkScores> first = run(pass, few);
      assertEquals(group + group / 4, memory.used());
      assertSame(first, run(pass, few), 0);
      assertSame(run(fresh, few), first, 0);
    }
  }

  @Test
  void textThatComesAgainIsScoredAgain() {
    DecodeSettings single = new DecodeSettings(SHORT, SHORT, SHORT, 1);
    int[] twice = Arrays.copyOf(tokens, 4 * SHORT);
    System.arraycopy(tokens, 0, twice, SHORT, SHORT);
    try (Model candidate = quantized("Q2_K");
        LogitMemory memory = new LogitMemory(1L << 30);
        KldPass pass =
            KldPass.open(
                baseline,
                memory,
                List.of(candidate),
                LogitSteps.of(single, ScoredPositions.SECOND_HALF, SHORT),
                AbortSignal.NEVER,
                2);
        KldPass fresh = live(List.of(candidate), single)) {
      assertSame(run(fresh, twice), run(pass, twice), 0);
      assertEquals(3L * 64 * baseline.vocabularySize() * Float.BYTES, memory.used());
    }
  }

  @Test
  void aModelDoesNotDivergeFromItself() {
    int[] few = Arrays.copyOf(tokens, 2 * SHORT);
    try (Model copy = Native.demoModel();
        KldPass pass = live(List.of(copy), SHORT_CHUNKS)) {
      for (ChunkScores scores : run(pass, few)) {
        for (float kld : scores.kld()) {
          assertEquals(0, kld, 1e-6);
        }
        assertEquals(63, scores.sameTop().cardinality());
        assertArrayEquals(scores.baseNll(), scores.nll());
      }
    }
  }

  @Test
  void aModelThatIsRoundedDifferentlyDivergesFromItselfByNextToNothing() {
    int[] few = Arrays.copyOf(tokens, 2 * SHORT);
    try (KldPass pass =
        KldPass.ofItself(baseline, SHORT_CHUNKS, ScoredPositions.SECOND_HALF, AbortSignal.NEVER)) {
      double most = 0;
      for (ChunkScores scores : run(pass, few)) {
        for (float kld : scores.kld()) {
          most = Math.max(most, Math.abs(kld));
        }
      }
      assertTrue(most > 0, "rounded in the same way");
      assertTrue(most < 1e-4, "diverges by " + most);
    }
  }

  @Test
  void candidatesOfOnePassAreScoredAsIfAlone() {
    int[] few = Arrays.copyOf(tokens, 3 * SHORT);
    try (Model one = quantized("Q2_K");
        Model two = quantized("Q4_K_M");
        KldPass both = live(List.of(one, two), SHORT_CHUNKS);
        KldPass alone = live(List.of(two), SHORT_CHUNKS)) {
      List<ChunkScores> second = new ArrayList<>();
      both.run(
          few,
          0,
          (candidate, scores) -> {
            if (candidate == 1) {
              second.add(scores);
            }
          });
      assertSame(run(alone, few), second, 0);
    }
  }

  @Test
  void scoresDoNotDependOnTheBatching() {
    int[] few = Arrays.copyOf(tokens, 2 * CONTEXT);
    try (Model candidate = quantized("Q2_K");
        KldPass whole = live(List.of(candidate), SETTINGS);
        KldPass pieces = live(List.of(candidate), new DecodeSettings(CONTEXT, 128, 64, 1))) {
      assertSame(run(whole, few), run(pieces, few), 0);
    }
  }

  @Test
  void contextsThatTakeTurnsGiveTheSameScores() {
    int[] few = Arrays.copyOf(tokens, 3 * SHORT);
    for (DecodeSettings settings :
        List.of(
            new DecodeSettings(SHORT, 2 * SHORT, SHORT, 1), new DecodeSettings(SHORT, 32, 16, 1))) {
      try (Model candidate = quantized("Q2_K");
          KldPass one = turns(candidate, settings, 1);
          KldPass two = turns(candidate, settings, 2)) {
        assertSame(run(one, few), run(two, few), 0);
      }
    }
  }

  @Test
  void halvesOfTheThreadsGiveTheSameScoresForEveryNumberOfBatches() {
    try (Model one = quantized("Q2_K");
        Model two = quantized("Q4_K_M");
        KldPass whole = live(List.of(one, two), PAIRS_ON_ONE_THREAD);
        KldPass halves = live(List.of(one, two), PAIRS_ON_TWO_THREADS)) {
      for (int chunks : new int[] {2, 5, 8}) {
        int[] few = Arrays.copyOf(tokens, chunks * SHORT);
        assertSame(run(whole, few), run(halves, few), 0);
      }
    }
  }

  @Test
  void aStopBetweenHalvesEndsThePass() {
    AtomicBoolean stop = new AtomicBoolean();
    List<Integer> told = new ArrayList<>();
    try (Model candidate = quantized("Q2_K");
        KldPass pass =
            KldPass.open(
                baseline,
                new LogitMemory(0),
                List.of(candidate),
                PAIRS_ON_TWO_THREADS,
                ScoredPositions.SECOND_HALF,
                stop::get)) {
      assertThrows(
          AbortedException.class,
          () ->
              pass.run(
                  tokens,
                  0,
                  (c, scores) -> {
                    told.add(scores.chunk());
                    stop.set(true);
                  }));
      assertEquals(0, told.get(0));
      assertTrue(told.size() <= 4, told.toString());
      stop.set(false);
      assertEquals(4, run(pass, Arrays.copyOf(tokens, 4 * SHORT)).size());
    }
  }

  @Test
  void aCandidateThatFailsBetweenHalvesLeavesThePassUsable() {
    int[] few = Arrays.copyOf(tokens, 8 * SHORT);
    try (Model one = quantized("Q2_K");
        Model two = quantized("Q4_K_M");
        KldPass pass = live(List.of(one, two), PAIRS_ON_TWO_THREADS)) {
      List<ChunkScores> scores = run(pass, few);
      assertThrows(
          LlamaException.class,
          () ->
              pass.run(
                  few,
                  0,
                  (candidate, chunk) -> {
                    if (candidate == 1 && chunk.chunk() == 2) {
                      throw new LlamaException("not finite");
                    }
                  }));
      assertSame(scores, run(pass, few), 0);
    }
  }

  private static KldPass turns(Model candidate, DecodeSettings settings, int lanes) {
    LogitSteps steps =
        LogitSteps.of(settings.inTurns(lanes), ScoredPositions.SECOND_HALF, 2 * SHORT);
    return inSteps(candidate, new LogitMemory(0), steps, lanes);
  }

  private static KldPass inSteps(Model candidate, LogitMemory memory, LogitSteps steps, int lanes) {
    return KldPass.open(baseline, memory, List.of(candidate), steps, AbortSignal.NEVER, lanes);
  }

  @ParameterizedTest
  @EnumSource
  void stepsWithFewRowsGiveTheSameScores(ScoredPositions positions) {
    int[] few = Arrays.copyOf(tokens, 3 * LONG);
    DecodeSettings settings = new DecodeSettings(LONG, 2 * LONG, 2 * LONG, 1);
    // Room for the first chunk and a piece of the second.
    long room = positions.count(LONG) * 5L / 3 * baseline.vocabularySize() * Float.BYTES;
    LogitSteps whole = LogitSteps.of(settings, positions, 2 * LONG);
    LogitSteps pieces = LogitSteps.of(settings, positions, 66);
    try (Model candidate = quantized("Q2_K");
        BaselineLogFile file = BaselineLogFile.create(directory, baseline.vocabularySize());
        LogitMemory memory = new LogitMemory(room);
        LogitPass toFile = new LogitPass(baseline, pieces, AbortSignal.NEVER);
        KldPass expected = inSteps(candidate, new LogitMemory(0), whole, 1);
        KldPass one = inSteps(candidate, memory, pieces, 1);
        KldPass two = inSteps(candidate, memory, pieces, 2)) {
      List<ChunkScores> scores = run(expected, few);
      assertSame(scores, run(one, few), 0);
      assertSame(scores, run(one, few), 0);
      assertSame(scores, run(two, few), 0);
      toFile.run(few, (chunk, firstRow, logits, next) -> file.append(logits, next.length));
      try (KldPass fromFile =
          KldPass.open(file, List.of(candidate), settings, positions, AbortSignal.NEVER)) {
        assertSame(scores, run(fromFile, few), 1e-6);
      }
    }
  }

  @Test
  void chunksKeepTheNumbersOfTheirPlaceInTheText() {
    int[] few = Arrays.copyOf(tokens, 3 * SHORT);
    List<Integer> numbers = new ArrayList<>();
    try (Model copy = Native.demoModel();
        KldPass pass = live(List.of(copy), SHORT_CHUNKS)) {
      pass.run(few, 7, (candidate, scores) -> numbers.add(scores.chunk()));
    }
    assertEquals(List.of(7, 8, 9), numbers);
  }

  @Test
  void anotherContextThanTheFilesIsRefused() {
    try (Model copy = Native.demoModel();
        KldBaseFile file = KldBaseFile.open(kldFile)) {
      LlamaException refusal =
          assertThrows(
              LlamaException.class,
              () ->
                  KldPass.open(
                      file,
                      firstChunks(file),
                      List.of(copy),
                      DecodeSettings.ofContext(256, 1),
                      AbortSignal.NEVER));
      assertTrue(refusal.getMessage().endsWith("a context of 512 tokens, not 256"));
      assertEquals(Remedy.MATCH_CONTEXT_SIZE, refusal.remedy().orElseThrow());
    }
  }

  @Test
  void anotherVocabularyIsRefused() throws Exception {
    Path moe = directory.resolve("moe.gguf");
    TinyMoe.write(moe);
    try (Model other = Model.load(Native.library(), moe, ModelOptions.DEFAULT)) {
      LlamaException refusal =
          assertThrows(LlamaException.class, () -> live(List.of(other), SETTINGS));
      assertTrue(refusal.getMessage().contains("260"), refusal.getMessage());
      assertTrue(refusal.getMessage().contains("4096"), refusal.getMessage());
    }
  }

  @Test
  void perplexityAgreesWithLlamaPerplexity() {
    List<Double> nll = new ArrayList<>();
    try (PerplexityPass pass =
        PerplexityPass.open(baseline, SETTINGS, ScoredPositions.SECOND_HALF, AbortSignal.NEVER)) {
      pass.run(tokens, (chunk, values) -> Arrays.stream(values).forEach(nll::add));
    }
    assertEquals(CHUNKS * 255, nll.size());
    double mean = nll.stream().mapToDouble(x -> x).average().orElseThrow();
    assertEquals(30.2241, Math.exp(mean), 30.2241 * 5e-5);
  }

  private static KldPass live(List<Model> candidates, DecodeSettings settings) {
    return KldPass.open(
        baseline,
        new LogitMemory(0),
        candidates,
        settings,
        ScoredPositions.SECOND_HALF,
        AbortSignal.NEVER);
  }

  private static List<ChunkScores> run(KldPass pass, int[] text) {
    List<ChunkScores> all = new ArrayList<>();
    pass.run(text, 0, (candidate, scores) -> all.add(scores));
    return all;
  }

  private static Model quantized(String type) {
    Path file = directory.resolve(type + ".gguf");
    if (!file.toFile().exists()) {
      QuantizeOptions options =
          QuantizeOptions.of(QuantType.parse(type), Native.reference("imatrix.gguf"), 2);
      Quantizer.quantize(Native.library(), Native.DEMO_MODEL, file, options, ProgressListener.NONE);
    }
    return Model.load(Native.library(), file, ModelOptions.DEFAULT);
  }

  private static void assertSame(
      List<ChunkScores> expected, List<ChunkScores> actual, double tolerance) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).kld(), actual.get(i).kld(), (float) tolerance);
      assertArrayEquals(expected.get(i).nll(), actual.get(i).nll(), (float) tolerance);
      assertEquals(expected.get(i).kld().length, actual.get(i).kld().length);
    }
  }

  /** The figures of kld.csv, computed the slow way. */
  private static final class Figures {
    static double[] of(List<ChunkScores> chunks) {
      double nll = 0;
      double baseNll = 0;
      double squares = 0;
      double same = 0;
      List<Double> klds = new ArrayList<>();
      for (ChunkScores chunk : chunks) {
        for (int i = 0; i < chunk.kld().length; i++) {
          klds.add((double) chunk.kld()[i]);
          nll += chunk.nll()[i];
          baseNll += chunk.baseNll()[i];
          double change = Math.exp(-chunk.nll()[i]) - Math.exp(-chunk.baseNll()[i]);
          squares += change * change;
        }
        same += chunk.sameTop().cardinality();
      }
      int n = klds.size();
      double[] sorted = klds.stream().mapToDouble(x -> x).sorted().toArray();
      return new double[] {
        Math.exp(nll / n),
        Math.exp(baseNll / n),
        Arrays.stream(sorted).sum() / n,
        sorted[n - 1],
        percentile(sorted, 0.999),
        percentile(sorted, 0.99),
        percentile(sorted, 0.95),
        percentile(sorted, 0.90),
        percentile(sorted, 0.50),
        100 * Math.sqrt(squares / n),
        100 * same / n
      };
    }

    private static double percentile(double[] sorted, double q) {
      double at = q * (sorted.length - 1);
      int below = (int) at;
      double above = sorted[Math.min(below + 1, sorted.length - 1)];
      return sorted[below] + (at - below) * (above - sorted[below]);
    }
  }

  private static int[] firstChunks(KldBaseFile file) {
    return IntStream.range(0, file.chunkCount()).toArray();
  }
}

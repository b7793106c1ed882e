package dev.quantloop.llama.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KldBaseFileTest {
  private static final int CONTEXT = 8;
  private static final int ROWS_PER_CHUNK = 3;

  @TempDir Path directory;

  @Test
  void readsTheHeaderThatLlamaPerplexityWrote() {
    try (KldBaseFile file = KldBaseFile.open(Recorded.KLD)) {
      assertEquals(CONTEXT, file.contextSize());
      assertEquals(Recorded.VOCABULARY, file.vocabularySize());
      assertEquals(2, file.chunkCount());
      assertEquals(ROWS_PER_CHUNK, file.rowsPerChunk());
      assertEquals(16, file.tokens().length);
    }
  }

  @Test
  void writesWhatLlamaPerplexityWritesToTheByte() throws IOException {
    Path file = directory.resolve("mine.kld");
    write(file, tokens());
    assertEquals(-1, Files.mismatch(Recorded.KLD, file));
  }

  @Test
  void scoresAsLlamaPerplexityDoes() throws IOException {
    RowScores scores = recordedScores(1);
    double[] kld = sums(scores.kld);
    double[] nll = sums(scores.nll);
    double[] baseNll = sums(scores.baseNll);

    assertEquals(2.16917, kld[0] / 3, 5e-6);
    assertEquals(2.21187, kld[1] / 6, 5e-6);
    assertEquals(368.7593, Math.exp(nll[1] / 6), 5e-5);
    assertEquals(407.8535, Math.exp(nll[0] / 3), 5e-5);
    assertEquals(0.44878, (nll[1] - baseNll[1]) / 6, 5e-6);
    assertEquals(-0.42513, (nll[0] - baseNll[0]) / 3, 5e-6);
    assertEquals(1, scores.toChunk(0).sameTop().cardinality());
    assertEquals(16.064, deltaPRms(scores), 5e-4);
  }

  @Test
  void theBaselinesTopProbabilityIsTheLargestInTheFile() throws IOException {
    RowScores scores = recordedScores(1);
    float[] logP = new float[Recorded.VOCABULARY];
    CodedRow row = new CodedRow(Recorded.VOCABULARY);
    try (KldBaseFile file = KldBaseFile.open(Recorded.KLD)) {
      for (int i = 0; i < Recorded.ROWS; i++) {
        file.readRow(i / ROWS_PER_CHUNK, i % ROWS_PER_CHUNK, row);
        row.copy(0, 0, logP, logP.length);
        double most = Double.NEGATIVE_INFINITY;
        for (float one : logP) {
          most = Math.max(most, one);
        }
        assertEquals(Math.exp(most), scores.baseTop[i], 1e-6);
      }
    }
  }

  @Test
  void scoresDoNotDependOnTheNumberOfThreads() throws IOException {
    assertTrue(Arrays.equals(recordedScores(1).kld, recordedScores(4).kld));
  }

  @Test
  void roundTripsARowOfAnOddVocabulary() throws IOException {
    Path file = directory.resolve("odd.kld");
    float[][] rows = {{1, -3, 0.5f}, {2, 2, 2}, {0, -40, -17}};
    int[] tokens = {0, 1, 2, 2, 1, 0, 1, 2};
    try (KldBaseWriter writer = KldBaseWriter.create(file, CONTEXT, 3, tokens)) {
      writer.append(LogitRows.of(LogitScorerTest.direct(rows), 3), ROWS_PER_CHUNK);
      writer.finish();
    }
    float[] logP = new float[3];
    CodedRow row = new CodedRow(3);
    try (KldBaseFile read = KldBaseFile.open(file)) {
      for (int i = 0; i < ROWS_PER_CHUNK; i++) {
        read.readRow(0, i, row);
        row.copy(0, 0, logP, 3);
        for (int token = 0; token < 3; token++) {
          double expected = -ReferenceScore.of(rows[i], rows[i], token).nll();
          assertEquals(
              Math.max(expected, -16 + -ReferenceScore.of(rows[i], rows[i], 0).nll()),
              logP[token],
              2e-4);
        }
      }
    }
  }

  @Test
  void tokensMaskedInTheCandidateAreScoredAsLlamaPerplexityScoresThem() throws IOException {
    LogitRows candidate = Recorded.candidateLogits();
    float[] least = new float[Recorded.VOCABULARY];
    try (KldBaseFile file = KldBaseFile.open(Recorded.KLD);
        LogitScorer scorer = new LogitScorer(Recorded.VOCABULARY, 1)) {
      CodedRow row = new CodedRow(Recorded.VOCABULARY);
      file.readRow(0, 0, row);
      row.copy(0, 0, least, least.length);
      int unlikely = indexOfLeast(least);
      LogitRows masked =
          (r, column, into, count) -> {
            candidate.copy(r, column, into, count);
            if (unlikely >= column && unlikely < column + count) {
              into[unlikely - column] = Float.NEGATIVE_INFINITY;
            }
          };
      RowScores scores = new RowScores(ROWS_PER_CHUNK);
      scorer.score(file, 0, masked, new int[] {1}, scores, 0);
      boolean leftOut = least[unlikely] <= -16;
      assertEquals(!leftOut, Float.isInfinite(scores.kld[0]));
      assertFalse(Float.isNaN(scores.kld[0]));
    }
  }

  @Test
  void refusesAModelOfAnotherVocabulary() {
    try (KldBaseFile file = KldBaseFile.open(Recorded.KLD);
        LogitScorer scorer = new LogitScorer(100, 1)) {
      LogitRows none = (row, column, into, count) -> {};
      LlamaException e =
          assertThrows(
              LlamaException.class,
              () -> scorer.score(file, 0, none, new int[1], new RowScores(1), 0));
      assertTrue(e.getMessage().contains("4,096"), e.getMessage());
    }
  }

  @Test
  void refusesEveryTruncationAndAnyExcess() throws IOException {
    byte[] whole = Files.readAllBytes(Recorded.KLD);
    Path file = directory.resolve("cut.kld");
    for (int length :
        new int[] {0, 7, 8, 19, 20, 50, 84, 1000, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrue(refusal(file).contains("cut.kld"));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertTrue(refusal(file).contains("do not fit"));
  }

  @Test
  void refusesOtherFilesInOneLine() throws IOException {
    Path text = directory.resolve("prose.txt");
    Files.writeString(text, "It was the best of times, it was the worst of times.");
    assertTrue(refusal(text).contains("_logits_"));
    assertTrue(refusal(directory.resolve("absent.kld")).contains("no such file"));
    assertTrue(refusal(directory).contains("directory"));
  }

  @Test
  void neverFailsOnDamageExceptWithOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Recorded.KLD);
    Path file = directory.resolve("damaged.kld");
    Random random = new Random(17);
    for (int round = 0; round < 400; round++) {
      byte[] damaged = whole.clone();
      int at = round < 200 ? round / 8 : random.nextInt(whole.length);
      damaged[at] =
          (byte) (round % 8 < 4 ? new int[] {0, 255, 127, 128}[round % 4] : random.nextInt());
      Files.write(file, damaged);
      scoreOrRefuse(file);
    }
  }

  @Test
  void aFileOfAModelThatIsBrokenIsNotCalledDamaged() throws IOException {
    byte[] file = Files.readAllBytes(Recorded.KLD);
    int leastOfFirstRow = KldBaseFile.HEADER_BYTES + 4 * tokens().length + 4;
    Arrays.fill(file, leastOfFirstRow, leastOfFirstRow + 4, (byte) -1);
    Path broken = Files.write(directory.resolve("broken.kld"), file);
    try (KldBaseFile read = KldBaseFile.open(broken)) {
      CodedRow row = new CodedRow(Recorded.VOCABULARY);
      String refusal =
          assertThrows(NotFiniteException.class, () -> read.readRow(0, 0, row)).getMessage();
      assertTrue(refusal.contains("broken.kld: the logits on chunk 0 are not finite"), refusal);
    }
  }

  @Test
  void anUnfinishedFileIsRemoved() throws IOException {
    Path file = directory.resolve("mine.kld");
    try (KldBaseWriter writer =
        KldBaseWriter.create(file, CONTEXT, Recorded.VOCABULARY, tokens())) {
      writer.append(Recorded.baseLogits(), 1);
      assertThrows(IllegalStateException.class, writer::finish);
      assertThrows(
          IllegalStateException.class, () -> writer.append(Recorded.baseLogits(), Recorded.ROWS));
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  private static void write(Path file, int[] tokens) throws IOException {
    try (KldBaseWriter writer = KldBaseWriter.create(file, CONTEXT, Recorded.VOCABULARY, tokens)) {
      writer.append(Recorded.baseLogits(), 2);
      writer.append(Recorded.from(Recorded.baseLogits(), 2), Recorded.ROWS - 2);
      writer.finish();
    }
  }

  private static RowScores recordedScores(int threads) throws IOException {
    RowScores all = new RowScores(Recorded.ROWS);
    try (KldBaseFile file = KldBaseFile.open(Recorded.KLD);
        LogitScorer scorer = new LogitScorer(Recorded.VOCABULARY, threads)) {
      for (int chunk = 0; chunk < 2; chunk++) {
        RowScores one = new RowScores(ROWS_PER_CHUNK);
        LogitRows rows = Recorded.from(Recorded.candidateLogits(), chunk * ROWS_PER_CHUNK);
        scorer.score(file, chunk, rows, targets(file, chunk), one, 0);
        System.arraycopy(one.kld, 0, all.kld, chunk * ROWS_PER_CHUNK, ROWS_PER_CHUNK);
        System.arraycopy(one.nll, 0, all.nll, chunk * ROWS_PER_CHUNK, ROWS_PER_CHUNK);
        System.arraycopy(one.baseNll, 0, all.baseNll, chunk * ROWS_PER_CHUNK, ROWS_PER_CHUNK);
        System.arraycopy(one.baseTop, 0, all.baseTop, chunk * ROWS_PER_CHUNK, ROWS_PER_CHUNK);
        System.arraycopy(one.sameTop, 0, all.sameTop, chunk * ROWS_PER_CHUNK, ROWS_PER_CHUNK);
      }
    }
    return all;
  }

  private static void scoreOrRefuse(Path path) {
    LogitRows flat = (row, column, into, count) -> Arrays.fill(into, 0, count, 0);
    try (KldBaseFile file = KldBaseFile.open(path);
        LogitScorer scorer = new LogitScorer(Recorded.VOCABULARY, 1)) {
      for (int chunk = 0; chunk < file.chunkCount(); chunk++) {
        RowScores scores = new RowScores(file.rowsPerChunk());
        scorer.score(file, chunk, flat, targets(file, chunk), scores, 0);
      }
    } catch (LlamaException e) {
      assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
  }

  private static int[] targets(KldBaseFile file, int chunk) {
    int end = (chunk + 1) * file.contextSize();
    return Arrays.copyOfRange(file.tokens(), end - file.rowsPerChunk(), end);
  }

  private static int[] tokens() {
    try (KldBaseFile file = KldBaseFile.open(Recorded.KLD)) {
      return file.tokens();
    }
  }

  /** The sums of the first chunk and of both. */
  private static double[] sums(float[] values) {
    double first = (double) values[0] + values[1] + values[2];
    return new double[] {first, first + values[3] + values[4] + values[5]};
  }

  private static double deltaPRms(RowScores scores) {
    double sum = 0;
    for (int i = 0; i < Recorded.ROWS; i++) {
      double delta = Math.exp(-scores.nll[i]) - Math.exp(-scores.baseNll[i]);
      sum += delta * delta;
    }
    return 100 * Math.sqrt(sum / Recorded.ROWS);
  }

  private static int indexOfLeast(float[] values) {
    int least = 0;
    for (int i = 1; i < values.length; i++) {
      least = values[i] < values[least] ? i : least;
    }
    return least;
  }

  private static String refusal(Path file) {
    String message = assertThrows(LlamaException.class, () -> KldBaseFile.open(file)).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }
}

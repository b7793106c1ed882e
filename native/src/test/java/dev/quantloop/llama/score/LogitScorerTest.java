package dev.quantloop.llama.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitScorerTest {
  private static final float MASKED = Float.NEGATIVE_INFINITY;

  /** Rows of logits with a few likely tokens each, and the same with noise and an offset. */
  private record Rows(float[][] base, float[][] candidate, int[] targets) {
    static Rows random(int vocabulary, int rows, double spread, double noise, long seed) {
      Random random = new Random(seed);
      float[][] base = new float[rows][vocabulary];
      float[][] candidate = new float[rows][vocabulary];
      int[] targets = new int[rows];
      for (int row = 0; row < rows; row++) {
        targets[row] = random.nextInt(vocabulary);
        for (int i = 0; i < vocabulary; i++) {
          double likely = random.nextInt(vocabulary) < 3 ? 10 : 0;
          base[row][i] = (float) (spread * random.nextGaussian() + likely);
          candidate[row][i] = (float) (base[row][i] + 0.7 + noise * random.nextGaussian());
        }
      }
      return new Rows(base, candidate, targets);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, 0.5",
    "300, 1, 0.01",
    "1023, 3, 0.1",
    "1024, 3, 0.1",
    "1025, 3, 1",
    "4096, 6, 0.03",
    "4096, 3, 0.3",
    "50257, 2, 0.1",
    "4096, 3, 4",
    "32000, 1, 2"
  })
  void agreesWithTheReferenceToAMillionth(int vocabulary, double spread, double noise) {
    Rows rows = Rows.random(vocabulary, 20, spread, noise, 42 + vocabulary);
    ChunkScores scores = score(rows, 1);
    double relative = 0;
    for (int row = 0; row < scores.kld().length; row++) {
      ReferenceScore expected = reference(rows, row);
      double error = Math.abs(scores.kld()[row] / expected.kld() - 1);
      assertTrue(error < 1e-5, "row " + row + " is off by " + error);
      relative += error / scores.kld().length;
      assertEquals(expected.baseNll(), scores.baseNll()[row], 3e-6);
      assertEquals(expected.nll(), scores.nll()[row], 1e-5);
      assertEquals(expected.sameTop(), scores.sameTop().get(row));
      assertEquals(expected.baseTop(), scores.baseTop()[row], 1e-6);
    }
    assertTrue(relative < 1e-6, "mean relative error " + relative);
  }

  @Test
  void keepsItsDigitsWhereTheDistributionsAreAlmostEqual() {
    Rows rows = Rows.random(4096, 20, 3, 1e-3, 9);
    ChunkScores scores = score(rows, 1);
    for (int row = 0; row < scores.kld().length; row++) {
      double expected = reference(rows, row).kld();
      assertTrue(expected < 1e-5);
      assertEquals(expected, scores.kld()[row], 1e-4 * expected);
    }
  }

  @Test
  void equalRowsDivergeByNothing() {
    Rows rows = Rows.random(5000, 8, 3, 1, 1);
    ChunkScores scores = score(new Rows(rows.base(), rows.base(), rows.targets()), 1);
    assertArrayEquals(new float[8], scores.kld());
    assertArrayEquals(scores.baseNll(), scores.nll());
    assertEquals(8, scores.sameTop().cardinality());
  }

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() {
    Rows rows = Rows.random(2500, 37, 3, 0.5, 5);
    ChunkScores one = score(rows, 1);
    for (int threads : new int[] {2, 3, 8}) {
      ChunkScores many = score(rows, threads);
      assertArrayEquals(one.kld(), many.kld());
      assertArrayEquals(one.nll(), many.nll());
      assertArrayEquals(one.baseNll(), many.baseNll());
      assertEquals(one.sameTop(), many.sameTop());
    }
  }

  @Test
  void aScorerCanBeUsedAgainAndInPieces() {
    Rows rows = Rows.random(1500, 10, 3, 0.5, 6);
    RowScores whole = new RowScores(10);
    RowScores pieces = new RowScores(10);
    FloatBuffer base = direct(rows.base());
    FloatBuffer candidate = direct(rows.candidate());
    try (LogitScorer scorer = new LogitScorer(1500, 2)) {
      scorer.score(
          LogitRows.of(base, 1500), LogitRows.of(candidate, 1500), rows.targets(), whole, 0);
      for (int from : new int[] {0, 4}) {
        int to = from == 0 ? 4 : 10;
        scorer.score(
            LogitRows.of(base.slice(from * 1500, (to - from) * 1500), 1500),
            LogitRows.of(candidate.slice(from * 1500, (to - from) * 1500), 1500),
            Arrays.copyOfRange(rows.targets(), from, to),
            pieces,
            from);
      }
    }
    assertArrayEquals(whole.toChunk(0).kld(), pieces.toChunk(0).kld());
    assertArrayEquals(whole.toChunk(0).nll(), pieces.toChunk(0).nll());
  }

  @Test
  void tokensMaskedInBothContributeNothing() {
    Rows rows = Rows.random(1300, 4, 2, 0.5, 8);
    for (int row = 0; row < 4; row++) {
      for (int i = 100; i < 200; i++) {
        rows.base()[row][i] = MASKED;
        rows.candidate()[row][i] = MASKED;
      }
      rows.targets()[row] = 7;
    }
    assertMatchesReference(rows);
  }

  @Test
  void aTokenMaskedInTheBaseAloneContributesNothing() {
    Rows rows = Rows.random(1300, 4, 2, 0.5, 8);
    for (int row = 0; row < 4; row++) {
      rows.base()[row][50] = MASKED;
      rows.targets()[row] = 7;
    }
    assertMatchesReference(rows);
  }

  @Test
  void aTokenMaskedInTheCandidateAloneMakesTheDivergenceInfinite() {
    Rows rows = Rows.random(1300, 1, 2, 0.5, 8);
    rows.candidate()[0][50] = MASKED;
    rows.targets()[0] = 50;
    ChunkScores scores = score(rows, 1);
    assertEquals(Float.POSITIVE_INFINITY, scores.kld()[0]);
    assertEquals(Float.POSITIVE_INFINITY, scores.nll()[0]);
  }

  @Test
  void wildLogitsAreScoredAsTheReferenceScoresThem() {
    Rows rows = Rows.random(1300, 6, 2, 0.5, 11);
    rows.base()[0][3] = 500;
    rows.candidate()[1][3] = 500;
    rows.base()[2][3] = -1e30f;
    rows.candidate()[2][3] = -1e30f;
    rows.candidate()[3][3] = -1e6f;
    rows.base()[4][3] = -Float.MAX_VALUE;
    rows.base()[5][1299] = 60;
    rows.candidate()[5][1299] = 25;
    for (int row = 0; row < 6; row++) {
      rows.targets()[row] = 7;
    }
    assertMatchesReference(rows);
  }

  @Test
  void flatRowsAreScoredAsTheReferenceScoresThem() {
    Rows rows = Rows.random(3000, 4, 0, 1, 12);
    assertMatchesReference(rows);
  }

  @Test
  void aTieForTheTopGoesToTheFirst() {
    float[][] base = {new float[2100], new float[2100], new float[2100]};
    float[][] candidate = {new float[2100], new float[2100], new float[2100]};
    base[0][5] = base[0][1029] = base[0][2000] = 9;
    candidate[0][5] = 9;
    base[1][5] = base[1][1029] = 9;
    candidate[1][1029] = 9;
    base[2][1030] = base[2][300] = 9;
    candidate[2][300] = 9;
    ChunkScores scores = score(new Rows(base, candidate, new int[3]), 1);
    BitSet expected = new BitSet();
    expected.set(0);
    expected.set(2);
    assertEquals(expected, scores.sameTop());
  }

  @Test
  void negativeLogLikelihoodsAloneAgreeWithTheReference() {
    Rows rows = Rows.random(5000, 12, 3, 0.5, 13);
    try (LogitScorer scorer = new LogitScorer(5000, 2)) {
      double[] nll = scorer.nll(LogitRows.of(direct(rows.candidate()), 5000), rows.targets());
      for (int row = 0; row < nll.length; row++) {
        assertEquals(reference(rows, row).nll(), nll[row], 1e-6);
      }
    }
  }

  @Test
  void aTargetOutsideTheVocabularyIsRefused() {
    Rows rows = Rows.random(100, 1, 1, 1, 1);
    rows.targets()[0] = 100;
    LlamaException e = assertThrows(LlamaException.class, () -> score(rows, 1));
    assertTrue(e.getMessage().contains("token 100"));
  }

  @Test
  void aFailureOnAnotherThreadReachesTheCaller() {
    try (LogitScorer scorer = new LogitScorer(10, 4)) {
      LogitRows failing =
          (row, column, into, count) -> {
            throw new LlamaException("row " + row);
          };
      assertThrows(LlamaException.class, () -> scorer.nll(failing, new int[50]));
    }
  }

  private static void assertMatchesReference(Rows rows) {
    ChunkScores scores = score(rows, 1);
    for (int row = 0; row < scores.kld().length; row++) {
      ReferenceScore expected = reference(rows, row);
      float kld = (float) expected.kld();
      assertEquals(kld, scores.kld()[row], 1e-5f * Math.abs(kld), "row " + row);
      assertEquals(expected.baseNll(), scores.baseNll()[row], 1e-6 * expected.baseNll() + 3e-6);
      assertEquals(expected.nll(), scores.nll()[row], 1e-6 * expected.nll() + 3e-6);
      assertEquals(expected.sameTop(), scores.sameTop().get(row));
      assertEquals(expected.baseTop(), scores.baseTop()[row], 1e-6);
    }
  }

  private static ReferenceScore reference(Rows rows, int row) {
    return ReferenceScore.of(rows.base()[row], rows.candidate()[row], rows.targets()[row]);
  }

  private static ChunkScores score(Rows rows, int threads) {
    int vocabulary = rows.base()[0].length;
    RowScores scores = new RowScores(rows.targets().length);
    try (LogitScorer scorer = new LogitScorer(vocabulary, threads)) {
      scorer.score(
          LogitRows.of(direct(rows.base()), vocabulary),
          LogitRows.of(direct(rows.candidate()), vocabulary),
          rows.targets(),
          scores,
          0);
    }
    return scores.toChunk(0);
  }

  static FloatBuffer direct(float[][] rows) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(rows.length * rows[0].length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (float[] row : rows) {
      buffer.put(row);
    }
    return buffer.flip();
  }
}

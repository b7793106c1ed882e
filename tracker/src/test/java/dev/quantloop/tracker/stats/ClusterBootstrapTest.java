package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {
  private static final Resampling HOW = new Resampling(40, 7);

  private final Random random = new Random(11);

  @Test
  void isWhatExpandingEachResampleAndSortingGives() {
    for (int round = 0; round < 60; round++) {
      List<Stratum> strata = new ArrayList<>();
      List<List<ChunkTokens>> chunks = new ArrayList<>();
      for (int s = 0; s <= random.nextInt(3); s++) {
        Stratum stratum = stratum("set " + s, 1 + random.nextInt(30));
        strata.add(stratum);
        chunks.add(chunks(stratum.chunks(), 1 + random.nextInt(round < 50 ? 60 : 600)));
      }
      Resampled fast = ClusterBootstrap.of(strata, chunks, HOW);
      for (int b = 0; b < HOW.resamples(); b++) {
        FigureValues slow = FigureValues.of(expanded(strata, chunks, b));
        for (Figure figure : Resampled.FIGURES) {
          double expected = slow.get(figure);
          assertEquals(
              (float) expected,
              fast.values(figure)[b],
              Math.abs(expected) * 1e-6 + 1e-9,
              figure.key());
        }
        assertEquals((float) slow.get(Figure.KLD_99), fast.values(Figure.KLD_99)[b]);
      }
    }
  }

  @Test
  void drawsTheSameDocumentsWhateverElseIsEvaluated() {
    Stratum prose = stratum("prose", 20);
    Stratum code = stratum("code", 20);
    int[] alone = weights(prose);
    ClusterWeights.draw(code, code.clusters(), 42, 3, new int[code.clusters()], 0);
    assertArrayEquals(alone, weights(prose));
    assertFalse(
        java.util.Arrays.equals(alone, weights(new Stratum("other", prose.clusterOfChunk()))));
  }

  @Test
  void survivesBeingStored() {
    Stratum stratum = stratum("prose", 20);
    Resampled resampled = ClusterBootstrap.of(List.of(stratum), List.of(chunks(20, 50)), HOW);
    Resampled read = Resampled.ofBytes(resampled.toBytes());
    assertTrue(read.isPairedWith(resampled));
    assertEquals(resampled.clusters(), read.clusters());
    for (Figure figure : Resampled.FIGURES) {
      assertArrayEquals(resampled.values(figure), read.values(figure), figure.key());
    }
  }

  @Test
  void refusesChunksThatDoNotFitTheirSet() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ClusterBootstrap.of(List.of(stratum("prose", 3)), List.of(chunks(2, 5)), HOW));
    assertThrows(IllegalArgumentException.class, () -> new Stratum("gap", new int[] {0, 2}));
  }

  private static int[] weights(Stratum stratum) {
    int[] weights = new int[stratum.clusters()];
    ClusterWeights.draw(stratum, weights.length, 42, 3, weights, 0);
    return weights;
  }

  /** Every chunk as often as its cluster was drawn, with the figures of any evaluation. */
  private static TokenResults expanded(
      List<Stratum> strata, List<List<ChunkTokens>> chunks, int b) {
    List<Float> kld = new ArrayList<>();
    List<Float> baseNll = new ArrayList<>();
    List<Float> nll = new ArrayList<>();
    long sameTop = 0;
    for (int s = 0; s < strata.size(); s++) {
      int[] weights = new int[strata.get(s).clusters()];
      ClusterWeights.draw(strata.get(s), weights.length, HOW.seed(), b, weights, 0);
      for (int c = 0; c < chunks.get(s).size(); c++) {
        ChunkTokens chunk = chunks.get(s).get(c);
        for (int times = 0; times < weights[strata.get(s).clusterOfChunk()[c]]; times++) {
          for (int i = 0; i < chunk.tokens(); i++) {
            kld.add(chunk.kld()[i]);
            baseNll.add(chunk.baseNll()[i]);
            nll.add(chunk.nll()[i]);
          }
          sameTop += chunk.sameTop().cardinality();
        }
      }
    }
    return TokenResults.of(floats(kld), floats(baseNll), floats(nll), sameTop);
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private Stratum stratum(String key, int chunks) {
    int[] clusterOfChunk = new int[chunks];
    for (int c = 1; c < chunks; c++) {
      clusterOfChunk[c] = clusterOfChunk[c - 1] + random.nextInt(2);
    }
    return new Stratum(key, clusterOfChunk);
  }

  /** With ties, zeros of both signs and values below 0. */
  private List<ChunkTokens> chunks(int count, int mostTokens) {
    List<ChunkTokens> chunks = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      int tokens = 1 + random.nextInt(mostTokens);
      float[] kld = new float[tokens];
      float[] baseNll = new float[tokens];
      float[] nll = new float[tokens];
      BitSet sameTop = new BitSet();
      for (int i = 0; i < tokens; i++) {
        kld[i] = random.nextBoolean() ? random.nextInt(9) / 4f - 0.5f : random.nextFloat();
        kld[i] = random.nextInt(20) == 0 ? -0f : kld[i];
        baseNll[i] = random.nextFloat() * 5;
        nll[i] = random.nextFloat() * 6;
        sameTop.set(i, random.nextInt(3) > 0);
      }
      chunks.add(new ChunkTokens(kld, baseNll, nll, sameTop));
    }
    return chunks;
  }

  @Test
  void theOrderOfEvaluationSetsDoesNotMatter() {
    Stratum code = new Stratum("c", new int[] {0, 0, 1});
    Stratum prose = new Stratum("p", new int[] {0, 1, 2, 3});
    assertEquals(Sample.of(List.of(code, prose)), Sample.of(List.of(prose, code)));
  }
}

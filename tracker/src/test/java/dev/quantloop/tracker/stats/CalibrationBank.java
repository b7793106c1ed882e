package dev.quantloop.tracker.stats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;

/**
 * Real divergences per token, for trials: the demo model, quantized with imatrices of 4096 tokens,
 * half prose and half code, of 16 draws that share no document, each evaluated on a chunk of 512
 * tokens of 32 documents of prose and 32 of code, of which every second scored token is kept.
 *
 * <p>Made on 2026-11-29 by {@code quantloop new}, with two sources for each draw and two for
 * evaluation from documentation and sources of Debian packages, and {@code quantloop iterate} for
 * each draw. The resource is deflated: for Q2_K and IQ2_XS, each draw, document and token round(250
 * · ln(10⁶ · KLD)) in 16 bits, all upper bytes before all lower ones.
 */
final class CalibrationBank {
  static final int DRAWS = 16;
  private static final int RESAMPLES = 100;
  private static final int STRATA = 2;
  private static final int DOCUMENTS = 64;
  private static final int TOKENS = 128;

  private static final Map<String, CalibrationBank> BY_TYPE = read();

  private final List<ClusterQuantiles> draws;

  private CalibrationBank(List<ClusterQuantiles> draws) {
    this.draws = draws;
  }

  static CalibrationBank of(String quantType) {
    return BY_TYPE.get(quantType);
  }

  /**
   * All draws, evaluated on as many documents as the bank has, drawn from them with replacement:
   * what another choice of the documents would have given.
   */
  List<Replicate> trial(Random random) {
    int[] documents = drawn(random, IntStream.range(0, DOCUMENTS).toArray());
    int[][] resampled =
        IntStream.range(0, RESAMPLES)
            .mapToObj(b -> weights(drawn(random, documents)))
            .toArray(int[][]::new);
    int[] weights = weights(documents);
    List<Replicate> replicates = new ArrayList<>();
    for (ClusterQuantiles draw : draws) {
      replicates.add(
          new Replicate(
              lnComposite(draw, weights),
              Arrays.stream(resampled).mapToDouble(w -> lnComposite(draw, w)).toArray(),
              MadeRecipes.SAMPLE));
    }
    return replicates;
  }

  /** As many again of each half, which is a stratum. */
  private static int[] drawn(Random random, int[] documents) {
    int each = documents.length / STRATA;
    return IntStream.range(0, documents.length)
        .map(i -> documents[i / each * each + random.nextInt(each)])
        .toArray();
  }

  private static int[] weights(int[] documents) {
    int[] weights = new int[DOCUMENTS];
    Arrays.stream(documents).forEach(d -> weights[d]++);
    return weights;
  }

  private static double lnComposite(ClusterQuantiles kld, int[] weights) {
    long count = (long) DOCUMENTS * TOKENS;
    return Math.log(
        CompositeScore.of(
            kld.at(0.5, weights, count),
            kld.at(0.9, weights, count),
            kld.at(0.95, weights, count),
            kld.at(0.99, weights, count)));
  }

  private static Map<String, CalibrationBank> read() {
    try (InputStream resource = CalibrationBank.class.getResourceAsStream("calibration-bank.z");
        InflaterInputStream inflated = new InflaterInputStream(resource)) {
      byte[] bytes = inflated.readAllBytes();
      return Map.of("Q2_K", bank(bytes, 0), "IQ2_XS", bank(bytes, 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CalibrationBank bank(byte[] bytes, int type) {
    int[] documentOfToken = new int[DOCUMENTS * TOKENS];
    Arrays.setAll(documentOfToken, i -> i / TOKENS);
    List<ClusterQuantiles> draws = new ArrayList<>();
    for (int d = 0; d < DRAWS; d++) {
      int from = (type * DRAWS + d) * documentOfToken.length;
      float[] kld = new float[documentOfToken.length];
      for (int i = 0; i < kld.length; i++) {
        int upper = bytes[from + i] & 0xff;
        int lower = bytes[bytes.length / 2 + from + i] & 0xff;
        kld[i] = (float) (Math.exp((upper << 8 | lower) / 250.0) / 1e6);
      }
      draws.add(new ClusterQuantiles(kld, documentOfToken, DOCUMENTS));
    }
    return new CalibrationBank(draws);
  }
}

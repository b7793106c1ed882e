package dev.quantloop.app.engine;

import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.score.ChunkScores;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Refuses figures of logits that are no numbers, which would spoil all statistics. */
public final class FiniteLogits {
  private FiniteLogits() {}

  /**
   * @param candidate the name of the model that was compared with the baseline
   */
  static void require(ChunkScores scores, String candidate) {
    require(doubles(scores.baseNll()), "the baseline", scores.chunk());
    require(doubles(scores.nll()), candidate, scores.chunk());
    require(doubles(scores.kld()), candidate, scores.chunk());
  }

  private static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  /**
   * @param figures a chunk's
   * @throws NotFiniteException with the model and the chunk, if one is not finite
   */
  public static void require(DoubleStream figures, String model, int chunk) {
    if (!figures.allMatch(Double::isFinite)) {
      throw new NotFiniteException(
          "the logits of %s on chunk %d are not finite: the model is broken, or this text breaks it"
              .formatted(model, chunk));
    }
  }
}

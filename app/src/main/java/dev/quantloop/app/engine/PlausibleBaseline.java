package dev.quantloop.app.engine;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.score.ChunkScores;
import java.util.List;

/**
 * Ends where stored predictions can't be those of the text, which no figure would tell otherwise.
 *
 * @param chunks the file's number of each chunk of the text that is left
 */
record PlausibleBaseline(StoredBaseline base, int[] chunks, EvaluatedText text) {
  private static final int FEWEST_TOKENS = 16;

  /** Nats a token that no quant is better than its baseline. */
  private static final double IMPLAUSIBLE = 2;

  KldEvaluation.Scores checked(
      KldEvaluation.Scores scores, List<KldEvaluation.Candidate> candidates) {
    return (indices, progress) -> {
      KldEvaluation.Listener listener = scores.of(indices, progress);
      return new KldEvaluation.Listener() {
        @Override
        public void chunk(int candidate, ChunkScores of) {
          require(of, candidates.get(indices.get(candidate)).name());
          listener.chunk(candidate, of);
        }

        @Override
        public void leftOut(int candidate, int chunk) {
          listener.leftOut(candidate, chunk);
        }

        @Override
        public boolean isEnough() {
          return listener.isEnough();
        }
      };
    };
  }

  private void require(ChunkScores scores, String candidate) {
    double expected = mean(scores.baseNll());
    double own = mean(scores.nll());
    if (scores.nll().length >= FEWEST_TOKENS && expected > own + IMPLAUSIBLE) {
      throw new UserException(
          "the logits in %s are not of this text: they give a token of chunk %d %s nats, %s gives it %s; give the text that they were computed on"
              .formatted(
                  base.path(),
                  chunks[scores.chunk() - text.firstChunk()],
                  Numbers.fixed(expected, 2),
                  candidate,
                  Numbers.fixed(own, 2)));
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}

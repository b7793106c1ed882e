package dev.quantloop.app.engine;

import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.record.ChunkResult;
import java.util.Optional;

/** Scores as the history keeps them. */
public final class ChunkResults {
  private ChunkResults() {}

  public static ChunkResult of(ChunkScores scores) {
    return of(scores.chunk(), scores);
  }

  /**
   * The same.
   *
   * @param chunk its number where it is kept
   */
  public static ChunkResult of(int chunk, ChunkScores scores) {
    return new ChunkResult(
        chunk,
        scores.kld(),
        scores.baseNll(),
        scores.nll(),
        scores.sameTop(),
        Optional.of(scores.baseTop()));
  }
}

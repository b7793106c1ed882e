package dev.quantloop.app.stage;

import dev.quantloop.llama.imatrix.ImatrixSums;
import java.time.Duration;

/**
 * A written imatrix.
 *
 * @param sums what the file holds
 * @param newChunks chunks that were computed
 * @param computing time that took
 * @param sha256 of the file
 */
public record ImatrixResult(ImatrixSums sums, int newChunks, Duration computing, String sha256) {
  public double tokensPerSecond() {
    double seconds = computing.toNanos() / 1e9;
    return seconds > 0 ? newChunks * (double) sums.chunkSize() / seconds : 0;
  }
}

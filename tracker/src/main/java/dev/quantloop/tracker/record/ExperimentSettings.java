package dev.quantloop.tracker.record;

import java.util.List;
import java.util.OptionalLong;

/**
 * How an experiment computes and when it stops.
 *
 * @param flashAttention "auto", "on" or "off"
 * @param scoredPositions "second half" or "all"
 * @param processOutput whether output.weight is calibrated too
 * @param startTokens size of the first corpus; each next one is {@code growth} times as large
 * @param maxTokens empty: up to the whole pool
 * @param plateauK steps in a row below {@code tau} that make a plateau
 * @param tau relative change of the composite that counts, 0.01 = 1 %
 * @param evaluationChunks chunks of each evaluation set
 * @param quantizeOptions JSON object; "{}" for none
 */
public record ExperimentSettings(
    int nCtx,
    int nBatch,
    int nUbatch,
    int threads,
    String flashAttention,
    int gpuLayers,
    String scoredPositions,
    boolean processOutput,
    List<String> quantTypes,
    long startTokens,
    double growth,
    OptionalLong maxTokens,
    int plateauK,
    double tau,
    int evaluationChunks,
    String quantizeOptions) {
  public ExperimentSettings {
    quantTypes = List.copyOf(quantTypes);
  }

  /** Whether figures computed with these settings and with the others can be compared. */
  public boolean computesAs(ExperimentSettings other) {
    return nCtx == other.nCtx
        && flashAttention.equals(other.flashAttention)
        && scoredPositions.equals(other.scoredPositions)
        && processOutput == other.processOutput
        && evaluationChunks == other.evaluationChunks
        && quantizeOptions.equals(other.quantizeOptions);
  }
}

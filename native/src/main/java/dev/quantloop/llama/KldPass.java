package dev.quantloop.llama;

import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.llama.score.KldBaseFile;
import java.util.List;

/** Scores candidates against a baseline. */
public final class KldPass implements AutoCloseable {
  private KldPass() {}

  /** Told of each chunk, in chunk order for each candidate. */
  @FunctionalInterface
  public interface Listener {
    void chunk(int candidate, ChunkScores scores);
  }

  public static KldPass open(
      Model baseline,
      List<Model> candidates,
      DecodeSettings settings,
      ScoredPositions positions,
      AbortSignal abort) {
    throw new UnsupportedOperationException();
  }

  public static KldPass open(
      KldBaseFile baseline, List<Model> candidates, DecodeSettings settings, AbortSignal abort) {
    throw new UnsupportedOperationException();
  }

  /** tokens.length = n·contextSize; scores carry chunk numbers firstChunk … firstChunk+n−1. */
  public void run(int[] tokens, int firstChunk, Listener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

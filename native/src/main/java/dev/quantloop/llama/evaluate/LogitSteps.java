package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.DecodeSettings;
import java.util.List;

/**
 * How text is decoded where its logits are wanted: in steps whose logits take little memory,
 * however large context and vocabulary are. Fewer chunks are decoded together first; where a single
 * chunk still gives too many rows, it is decoded in pieces. The figures are the same as long as the
 * pieces have 64 tokens; ggml computes the attention of shorter ones with less precision.
 *
 * @param settings of the contexts
 * @param mostRows of a chunk that a step gives
 */
public record LogitSteps(DecodeSettings settings, ScoredPositions positions, int mostRows) {
  /** So that models whose contexts compute side by side stay small beside their weights. */
  private static final long MOST_BYTES = 128L << 20;

  /** A GPU is faster when it computes more at once. */
  private static final long MOST_BYTES_OF_GPU = 1L << 30;

  /** For so many contexts of a model, of which there are several on a GPU alone. */
  static LogitSteps of(
      DecodeSettings settings, ScoredPositions positions, int contexts, int vocabularySize) {
    return of(settings.inTurns(contexts), positions, mostRows(vocabularySize, contexts > 1));
  }

  /**
   * Contexts of a model that a CPU should decode in, each with half of the threads: two where the
   * threads can be halved and two together hold as little as one may.
   */
  int contextsOnCpu(int vocabularySize) {
    int rows = Math.min(settings.contextSize() - first(), mostRows) * settings.chunksPerBatch();
    boolean small =
        2 * rows <= mostRows(vocabularySize, false)
            && settings.submittedTokens() <= DecodeSettings.USUAL_BATCH;
    return small && settings.threads() % 2 == 0 ? 2 : 1;
  }

  static LogitSteps of(DecodeSettings settings, ScoredPositions positions, int mostRows) {
    int rowsOfChunk = settings.contextSize() - positions.first(settings.contextSize());
    return new LogitSteps(
        settings.inGroups(mostRows / rowsOfChunk), positions, rowsOfPiece(rowsOfChunk, mostRows));
  }

  /** Pieces are of about the same size, and even, because ggml computes an odd row otherwise. */
  private static int rowsOfPiece(int rowsOfChunk, int mostRows) {
    int pieces = (rowsOfChunk - 1) / mostRows + 1;
    int rows = (rowsOfChunk - 1) / pieces + 1;
    return Math.min(mostRows, rows + rows % 2);
  }

  /** Bytes of the logits that a context holds at most. */
  public static long bytes(DecodeSettings settings, int vocabularySize, boolean onGpu) {
    long rows = Math.min(settings.submittedTokens(), mostRows(vocabularySize, onGpu));
    return rows * vocabularySize * Float.BYTES;
  }

  private static int mostRows(int vocabularySize, boolean onGpu) {
    long bytes = onGpu ? MOST_BYTES_OF_GPU : MOST_BYTES;
    return (int) Math.max(1, bytes / Float.BYTES / Math.max(1, vocabularySize));
  }

  /** The first position of a chunk that is scored. */
  int first() {
    return positions.first(settings.contextSize());
  }

  /** The steps of so many chunks, in order. */
  List<Context.Step> of(int chunks) {
    return Context.steps(settings, chunks, first(), mostRows);
  }
}

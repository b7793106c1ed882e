package dev.quantloop.app.bench;

/**
 * The corpora and the evaluation of the loop.
 *
 * @param corpora each twice as large as the one before
 * @param firstChunks chunks of the smallest corpus
 * @param evaluationChunks the first of the text; the corpora follow them
 */
public record LoopShape(int corpora, int firstChunks, int evaluationChunks) {
  public static final int USUAL_CORPORA = 4;
  private static final int USUAL_EVALUATION_CHUNKS = 9;
  private static final int LARGEST_FIRST_CORPUS = 8;

  /**
   * What a text of so many chunks gives when nothing is asked for; no corpus if it is too short.
   */
  public static LoopShape usual(int textChunks) {
    int evaluation = Math.min(USUAL_EVALUATION_CHUNKS, Math.max(2, textChunks / 4));
    int first = Math.min(LARGEST_FIRST_CORPUS, (textChunks - evaluation - 2) / 8);
    return new LoopShape(USUAL_CORPORA, first, evaluation);
  }

  /** Chunks of the largest corpus. */
  int largestChunks() {
    long largest = (long) firstChunks << Math.min(corpora - 1, Integer.SIZE - 1);
    return (int) Math.min(largest, Integer.MAX_VALUE / 2);
  }

  /** Chunks that the text must have. */
  int chunks() {
    return evaluationChunks + largestChunks();
  }
}

package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;

/**
 * How text is pushed through a model.
 *
 * @param contextSize tokens a chunk
 * @param batchSize tokens submitted at once; {@code batchSize / contextSize} chunks (at least one)
 *     are decoded together
 * @param ubatchSize tokens computed at once
 * @param threads CPU threads of ggml and of the scoring
 */
public record DecodeSettings(
    int contextSize, int batchSize, int ubatchSize, int threads, FlashAttention flashAttention) {
  /** Tokens a chunk of llama-imatrix and llama-perplexity when nothing is said. */
  public static final int USUAL_CONTEXT = 512;

  /** Their batch and micro-batch. */
  public static final int USUAL_BATCH = 2048;

  public static final int USUAL_UBATCH = 512;

  /** ggml's GGML_MAX_N_THREADS. */
  public static final int MOST_THREADS = 512;

  /** More than any model reads at once, in a chunk or in a batch. */
  public static final int MOST_TOKENS = 1 << 24;

  private static final int FEW = 31;

  /** Sequences that a context of libllama can hold at most. */
  public static final int MOST_CHUNKS = 256;

  /** The defaults of llama-imatrix and llama-perplexity: 512-token chunks in batches of 2048. */
  public static DecodeSettings ofContext(int contextSize, int threads) {
    return new DecodeSettings(
        contextSize, Math.max(USUAL_BATCH, contextSize), USUAL_UBATCH, threads);
  }

  /** With flash attention wherever the device can do it. */
  public DecodeSettings(int contextSize, int batchSize, int ubatchSize, int threads) {
    this(contextSize, batchSize, ubatchSize, threads, FlashAttention.AUTO);
  }

  public DecodeSettings {
    requirePositive("context size", contextSize);
    requirePositive("batch size", batchSize);
    requirePositive("micro-batch size", ubatchSize);
    requirePositive("thread count", threads);
    if (threads > MOST_THREADS) {
      throw new LlamaException(
          "%d threads are more than the %d that ggml allows".formatted(threads, MOST_THREADS));
    }
  }

  /** Chunks that are decoded together, each as a sequence of its own. */
  public int chunksPerBatch() {
    return Math.max(1, batchSize / contextSize);
  }

  /**
   * The same without more at once than a micro-batch computes at once: as fast where nothing is
   * done between micro-batches, and the buffer of the outputs is smaller. Several contexts share
   * the micro-batch as far as whole chunks allow, to take no more memory than one.
   */
  public DecodeSettings inSmallBatches(int contexts) {
    int share = contexts == 1 ? ubatchSize : ubatchSize / contexts / contextSize * contextSize;
    return withBatchSize(Math.min(batchSize, share == 0 ? ubatchSize : share));
  }

  /**
   * The same for several contexts that take turns: in groups of chunks that fit into a micro-batch,
   * for nothing is gained by larger ones, and the buffers of the outputs are smaller. Whole groups
   * make up a batch, so that a text cut at batches is decoded in the same groups.
   */
  public DecodeSettings inTurns(int contexts) {
    return contexts == 1 ? this : inGroups(ubatchSize / contextSize);
  }

  /** The same with at most so many chunks together, at least one; whole groups make up a batch. */
  public DecodeSettings inGroups(int mostChunks) {
    int chunks = chunksPerBatch();
    int group = Math.max(1, Math.min(chunks, mostChunks));
    while (chunks % group != 0) {
      group--;
    }
    return group == chunks ? this : withBatchSize(group * contextSize);
  }

  /** The same with other batches. */
  public DecodeSettings withBatchSize(int size) {
    return new DecodeSettings(contextSize, size, ubatchSize, threads, flashAttention);
  }

  /**
   * For the same text in small micro-batches and on fewer threads: what is computed is the same but
   * for rounding. ggml computes flash attention in another way for few tokens.
   */
  public DecodeSettings roundedDifferently() {
    int other = Math.min(FEW, Math.max(1, submittedTokens() / 2));
    return new DecodeSettings(
        contextSize, batchSize, other, Math.max(1, threads / 2), flashAttention);
  }

  /** Tokens of a full batch: whole chunks, or a piece of one that is larger than a batch. */
  public int submittedTokens() {
    return Math.min(batchSize, chunksPerBatch() * contextSize);
  }

  /**
   * The same without what has no effect where so many contexts take turns, so that settings under
   * which text is decoded in the same way are equal.
   */
  public DecodeSettings effective(int contexts) {
    int submitted = inTurns(contexts).submittedTokens();
    return new DecodeSettings(
        contextSize, submitted, Math.min(ubatchSize, submitted), threads, flashAttention);
  }

  private static void requirePositive(String what, int value) {
    if (value <= 0) {
      throw new LlamaException("the " + what + " must be positive, not " + value);
    }
  }
}

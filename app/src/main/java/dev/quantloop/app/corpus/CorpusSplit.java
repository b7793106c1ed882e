package dev.quantloop.app.corpus;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a source's tokens are divided, once and for all: the evaluation chunks first, then the pool
 * that calibration draws from. Both consist of whole chunks, so they share no chunk; the tokens
 * after the last whole chunk are left over.
 *
 * @param source name of the source
 * @param contextSize tokens a chunk
 * @param evaluationChunks chunks 0 … evaluationChunks−1 of the source
 * @param poolChunks chunks evaluationChunks … evaluationChunks+poolChunks−1
 */
public record CorpusSplit(String source, int contextSize, int evaluationChunks, int poolChunks) {

  /**
   * Splits a source.
   *
   * @param tokens tokens of the source
   * @throws UserException when not even one chunk is left for the pool, with both figures
   */
  public static CorpusSplit of(String source, int tokens, int contextSize, int evaluationChunks) {
    int chunks = tokens / contextSize;
    if (chunks < evaluationChunks + 1) {
      long needed = (evaluationChunks + 1L) * contextSize;
      throw new SettingException(
          Setting.CHUNKS,
          "the source %s has %s, but %d are needed: %s and one of the pool, %d tokens each"
              .formatted(
                  source,
                  Numbers.amount(tokens, "token"),
                  needed,
                  Numbers.amount(evaluationChunks, "evaluation chunk"),
                  contextSize));
    }
    return new CorpusSplit(source, contextSize, evaluationChunks, chunks - evaluationChunks);
  }

  /** Number of the source's first pool token; its evaluation tokens are those before. */
  public int firstPoolToken() {
    return evaluationChunks * contextSize;
  }

  public int evaluationTokens() {
    return evaluationChunks * contextSize;
  }

  public int poolTokens() {
    return poolChunks * contextSize;
  }

  /**
   * Refuses a corpus larger than the pools.
   *
   * @param tokens size of the largest corpus that is asked for
   * @throws UserException saying how much is there and how much is needed
   */
  public static void requirePool(List<CorpusSplit> splits, long tokens) {
    long pool = splits.stream().mapToLong(CorpusSplit::poolTokens).sum();
    if (pool < tokens) {
      String parts =
          splits.stream()
              .map(split -> split.source + " " + split.poolTokens())
              .collect(Collectors.joining(", "));
      throw new UserException(
          "the pool has %d tokens (%s), but a corpus of %d is asked for: %d more %s needed"
              .formatted(
                  pool, parts, tokens, tokens - pool, Numbers.verb(tokens - pool, "is", "are")));
    }
  }
}

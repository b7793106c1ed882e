package dev.quantloop.app.corpus;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a source's token file is divided, once and for all: the evaluation chunks first, then those
 * that are kept back, then the pool that calibration draws from. All consist of whole chunks, so
 * they share no chunk.
 *
 * @param source name of the source
 * @param contextSize tokens a chunk
 * @param evaluationChunks chunks 0 … evaluationChunks−1 of the file
 * @param reservedChunks chunks after those, for searching and for the final figures
 * @param poolChunks chunks after those
 */
public record CorpusSplit(
    String source, int contextSize, int evaluationChunks, int reservedChunks, int poolChunks) {

  /**
   * Splits a source as one text; the tokens after the last whole chunk are left over.
   *
   * @param tokens tokens of the source
   * @throws UserException when not even one chunk is left for the pool, with both figures
   */
  public static CorpusSplit of(
      String source, long tokens, int contextSize, int evaluationChunks, int reservedChunks) {
    int chunks = Math.toIntExact(tokens / contextSize);
    int drawn = evaluationChunks + reservedChunks;
    if (chunks < drawn + 1) {
      throw tooShort(source, tokens, contextSize, evaluationChunks, reservedChunks);
    }
    return new CorpusSplit(source, contextSize, evaluationChunks, reservedChunks, chunks - drawn);
  }

  private static SettingException tooShort(
      String source, long tokens, int contextSize, int evaluationChunks, int reservedChunks) {
    return new SettingException(
        Setting.CHUNKS,
        "the source %s has %s, but %d are needed: %s%s and one of the pool, %d tokens each"
            .formatted(
                source,
                Numbers.amount(tokens, "token"),
                (evaluationChunks + reservedChunks + 1L) * contextSize,
                Numbers.amount(evaluationChunks, "evaluation chunk"),
                reservedChunks == 0 ? "" : ", " + reservedChunks + " that are kept back",
                contextSize));
  }

  /** Number of the file's first pool token. */
  public int firstPoolToken() {
    return (evaluationChunks + reservedChunks) * contextSize;
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

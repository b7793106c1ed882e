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
   * @throws UserException when there are too few, one chunk for the pool included; with both
   *     figures
   */
  static CorpusSplit of(String source, long tokens, SplitSizes sizes) {
    int chunks = Math.toIntExact(tokens / sizes.contextSize());
    int reserved = sizes.reserved();
    int evaluation = sizes.evaluatesRest() ? Math.max(1, chunks - reserved) : sizes.evaluation();
    int ofPool = sizes.use().isCalibrated() ? 1 : 0;
    int drawn = evaluation + reserved;
    if (chunks < drawn + ofPool) {
      throw tooShort(source, tokens, sizes.contextSize(), evaluation, reserved, ofPool);
    }
    return new CorpusSplit(
        source, sizes.contextSize(), evaluation, reserved, ofPool * (chunks - drawn));
  }

  private static SettingException tooShort(
      String source,
      long tokens,
      int contextSize,
      int evaluationChunks,
      int reservedChunks,
      int ofPool) {
    return new SettingException(
        Setting.CHUNKS,
        "the source %s has %s, but %d are needed: %s%s%s, %d tokens each"
            .formatted(
                source,
                Numbers.amount(tokens, "token"),
                ((long) evaluationChunks + reservedChunks + ofPool) * contextSize,
                Numbers.amount(evaluationChunks, "evaluation chunk"),
                reservedChunks == 0 ? "" : ", " + reservedChunks + " that are kept back",
                ofPool == 0 ? "" : " and one of the pool",
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

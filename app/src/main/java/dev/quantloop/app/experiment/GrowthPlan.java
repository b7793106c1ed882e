package dev.quantloop.app.experiment;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.tracker.record.ExperimentSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The corpus sizes that the loop goes through: start, start·growth, start·growth² … up to a limit,
 * each rounded up to whole chunks and larger than the one before. A start of less than a chunk is
 * one.
 *
 * @param startTokens tokens of the first iteration with an imatrix
 * @param growth factor from one iteration to the next, above 1
 * @param maxTokens no corpus is larger, unless a single chunk is; 0 for no limit but the pool
 */
public record GrowthPlan(long startTokens, double growth, long maxTokens) {
  public GrowthPlan {
    if (startTokens < 1) {
      throw new SettingException(
          Setting.START, "the first corpus must have at least 1 token, not " + startTokens);
    }
    if (!(growth > 1) || Double.isInfinite(growth)) {
      throw new SettingException(Setting.GROWTH, "the growth must be above 1, not " + growth);
    }
    if (maxTokens < 0) {
      throw new SettingException(
          Setting.MAX, "the largest corpus must have at least 1 token, not " + maxTokens);
    }
    if (maxTokens > 0 && maxTokens < startTokens) {
      throw new SettingException(
          Setting.MAX,
          "the largest corpus (%s) is below the first (%s)"
              .formatted(Numbers.amount(maxTokens, "token"), Numbers.amount(startTokens, "token")));
    }
  }

  /** That of an experiment on record. */
  public static GrowthPlan of(ExperimentSettings settings) {
    return new GrowthPlan(
        settings.startTokens(), settings.growth(), settings.maxTokens().orElse(0));
  }

  /**
   * Chunks of each iteration's corpus, iteration 1 first; the last is the limit itself.
   *
   * @param contextSize tokens a chunk
   * @param poolChunks chunks that the pool holds
   */
  public List<Integer> chunkCounts(int contextSize, int poolChunks) {
    int limit = poolChunks;
    if (maxTokens > 0) {
      limit = (int) Math.min(limit, Math.max(1, maxTokens / contextSize));
    }
    List<Integer> counts = new ArrayList<>();
    int last = 0;
    for (double tokens = Math.max(startTokens, contextSize); last < limit; tokens *= growth) {
      long wanted = Math.max(last + 1L, wholeChunks(tokens, contextSize));
      last = (int) Math.min(limit, wanted);
      counts.add(last);
    }
    return counts;
  }

  private static long wholeChunks(double tokens, int contextSize) {
    return (long) Math.ceil(tokens / contextSize);
  }
}

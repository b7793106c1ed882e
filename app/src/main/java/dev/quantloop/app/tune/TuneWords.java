package dev.quantloop.app.tune;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.model.DecodeSettings;

/** Settings and rates as people read them. */
public final class TuneWords {
  private TuneWords() {}

  /** "batches of 2048 in 512, 2 threads, flash attention auto". */
  public static String of(DecodeSettings settings) {
    return "batches of %d in %d, %s, flash attention %s"
        .formatted(
            settings.batchSize(),
            settings.ubatchSize(),
            Numbers.counted(settings.threads(), "thread"),
            settings.flashAttention());
  }

  /** "-b 2048 -ub 512 -t 2 -fa auto". */
  public static String flags(DecodeSettings settings) {
    return "-b %d -ub %d -t %d -fa %s"
        .formatted(
            settings.batchSize(),
            settings.ubatchSize(),
            settings.threads(),
            settings.flashAttention());
  }

  /** Tokens a second with four digits. */
  public static String rate(double tokensPerSecond) {
    return Numbers.significant(tokensPerSecond, 4);
  }
}

package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import dev.quantloop.tracker.service.Tracker;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Settings that were found to be the fastest for a model where it is computed now.
 *
 * @param day on which they were found
 */
public record TunedSettings(DecodeSettings decode, LocalDate day) {
  /**
   * @param modelSha256 asked for only where there are tuned settings of any model
   */
  public static Optional<TunedSettings> find(
      Tracker tracker, TuningKey key, Supplier<String> modelSha256) {
    return tracker.tunings().any(key)
        ? tracker.tunings().find(modelSha256.get(), key).map(TunedSettings::of)
        : Optional.empty();
  }

  private static TunedSettings of(Tuning tuning) {
    return new TunedSettings(
        new DecodeSettings(
            tuning.key().nCtx(),
            tuning.nBatch(),
            tuning.nUbatch(),
            tuning.threads(),
            FlashAttention.parse(tuning.flashAttention())),
        LocalDate.ofInstant(tuning.tunedAt(), ZoneOffset.UTC));
  }

  /** "batches of 2048 in 512, 2 threads, flash attention auto: tuned on 2026-11-22". */
  @Override
  public String toString() {
    return TuneWords.of(decode) + ": tuned on " + day;
  }
}

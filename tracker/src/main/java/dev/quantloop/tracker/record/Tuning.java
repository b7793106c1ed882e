package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ModelId;
import java.time.Instant;

/**
 * The settings that were found to decode a model fastest.
 *
 * @param flashAttention "auto", "on" or "off"
 * @param low lower end of the 95 % interval of {@code tokensPerSecond}
 * @param high its upper end
 * @param trials measurements of all settings that were tried
 */
public record Tuning(
    ModelId model,
    TuningKey key,
    int nBatch,
    int nUbatch,
    int threads,
    String flashAttention,
    double tokensPerSecond,
    double low,
    double high,
    int trials,
    String programVersion,
    Instant tunedAt) {}

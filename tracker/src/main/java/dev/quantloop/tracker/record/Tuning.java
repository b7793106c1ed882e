package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ModelId;
import java.time.Instant;

/** The settings that decode a model fastest, as they were found last; see {@link NewTuning}. */
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

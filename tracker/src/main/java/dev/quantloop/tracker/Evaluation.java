package dev.quantloop.tracker;

import dev.quantloop.tracker.stats.KldStatistics;
import java.time.Instant;
import java.util.Optional;

/**
 * One quant on one evaluation set.
 *
 * @param statistics empty until all chunks are there
 */
public record Evaluation(
    EvaluationId id,
    QuantId quant,
    EvaluationSetId evaluationSet,
    Provenance provenance,
    Instant createdAt,
    Optional<Instant> finishedAt,
    Optional<KldStatistics> statistics) {}

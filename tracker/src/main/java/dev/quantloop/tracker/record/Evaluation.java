package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.stats.FigureValues;
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
    Optional<FigureValues> statistics) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.QuantId;
import java.util.Optional;

/**
 * A chunk that counts in no figure, because what a model computes on it is not a finite number.
 *
 * @param evaluationSet empty for a chunk of the corpus's pool
 * @param chunk its number in the set or the pool
 * @param documents their names; empty where they are not known
 * @param quant whose logits are not finite; empty for the baseline
 * @param model the same for people
 * @param tensor the first whose input is not finite; empty where the logits alone are not
 */
public record ChunkPutAside(
    CorpusId corpus,
    Optional<EvaluationSetId> evaluationSet,
    int chunk,
    Optional<String> documents,
    Optional<QuantId> quant,
    String model,
    Optional<String> tensor) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.SourceId;
import java.nio.file.Path;

/**
 * A source as tokens of the experiment's model, split once: evaluation first, the pool after it.
 *
 * @param position place in the round robin of the pool, from 0
 * @param file the tokens, int32 little-endian
 * @param sha256 of that file
 */
public record NewCorpus(
    SourceId source,
    int position,
    Path file,
    String sha256,
    long tokens,
    long evaluationFirstToken,
    long evaluationTokens,
    long poolFirstToken,
    long poolTokens) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;

/** Chunks of a corpus that every quant is evaluated on. {@code sha256} is that of their tokens. */
public record NewEvaluationSet(
    CorpusId corpus, String name, String domain, long firstToken, int chunks, String sha256) {}

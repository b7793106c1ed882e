package dev.quantloop.tracker;

/** Chunks of a corpus that every quant of the experiment is evaluated on. */
public record EvaluationSet(
    EvaluationSetId id,
    ExperimentId experiment,
    CorpusId corpus,
    String name,
    String domain,
    long firstToken,
    int chunks,
    String sha256) {}

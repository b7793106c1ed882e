package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;

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

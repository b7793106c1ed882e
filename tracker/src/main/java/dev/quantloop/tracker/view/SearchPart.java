package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.stats.Stratum;

/** Chunks of a source that recipes are chosen on, with the documents that they are from. */
public record SearchPart(EvaluationSet set, Stratum documents) {}

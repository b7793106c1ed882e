package dev.quantloop.app.create;

import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.experiment.SourceInput;

/** A source as tokens of one model, and how they are divided. */
record TokenizedSource(SourceInput input, int[] tokens, CorpusSplit split) {}

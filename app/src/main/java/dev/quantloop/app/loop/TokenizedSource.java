package dev.quantloop.app.loop;

import dev.quantloop.app.corpus.CorpusSplit;

/** A source as tokens of one model, and how they are divided. */
record TokenizedSource(SourceInput input, int[] tokens, CorpusSplit split) {}

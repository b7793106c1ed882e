package dev.quantloop.app.create;

import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.experiment.SourceInput;

/**
 * A source whose tokens are on disk.
 *
 * @param tokens how many there are
 * @param sha256 of the token file
 * @param evaluationSha256 of the tokens that are evaluated on
 */
record WrittenSource(
    SourceInput input, CorpusSplit split, int tokens, String sha256, String evaluationSha256) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.SourceId;
import java.nio.file.Path;

/** A source as tokens of the experiment's model, split into evaluation and calibration pool. */
public record Corpus(
    CorpusId id,
    ExperimentId experiment,
    SourceId source,
    String name,
    String domain,
    int position,
    Path file,
    String sha256,
    long tokens,
    long evaluationFirstToken,
    long evaluationTokens,
    long poolFirstToken,
    long poolTokens) {
  /** Whether it is no text but an imatrix, its one block. */
  public boolean isImported() {
    return domain.equals(Source.IMPORTED);
  }
}

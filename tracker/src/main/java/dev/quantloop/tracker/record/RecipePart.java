package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;

/** Pool chunks of one corpus that go into an iteration, with their weight (1: as they are). */
public record RecipePart(CorpusId corpus, int firstChunk, int chunks, double weight) {
  public RecipePart(CorpusId corpus, int firstChunk, int chunks) {
    this(corpus, firstChunk, chunks, 1);
  }
}

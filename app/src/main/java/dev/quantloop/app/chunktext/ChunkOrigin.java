package dev.quantloop.app.chunktext;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;

/**
 * Where the chunks of an evaluation set or a pool are from.
 *
 * @param name of the set or the source
 * @param firstChunk the first of them in the token file
 */
public record ChunkOrigin(Tracker tracker, CorpusId corpus, String name, long firstChunk) {
  private static final int MOST_NAMES = 3;

  public static ChunkOrigin of(Tracker tracker, EvaluationSet set, int contextSize) {
    return new ChunkOrigin(tracker, set.corpus(), set.name(), set.firstToken() / contextSize);
  }

  public static ChunkOrigin ofPool(Tracker tracker, Corpus corpus, int contextSize) {
    return new ChunkOrigin(
        tracker, corpus.id(), corpus.name(), corpus.poolFirstToken() / contextSize);
  }

  /** Names of its documents, the first of many; empty where they are not known. */
  public Optional<String> documents(int chunk) {
    List<String> names = tracker.experiments().documentsOf(corpus, firstChunk + chunk);
    int more = names.size() - MOST_NAMES;
    String all =
        more > 0
            ? String.join(", ", names.subList(0, MOST_NAMES)) + " and %d more".formatted(more)
            : String.join(", ", names);
    return Optional.of(all).filter(text -> !text.isEmpty());
  }

  /** "chunk 3 of prose (book.txt)". */
  public String inWords(int chunk) {
    return "chunk %d of %s%s"
        .formatted(
            chunk, name, documents(chunk).map(documents -> " (" + documents + ")").orElse(""));
  }
}

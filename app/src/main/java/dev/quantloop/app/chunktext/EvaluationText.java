package dev.quantloop.app.chunktext;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.ChunkPlace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The chunks of all evaluation sets of an experiment, set after set, as one text: so they are
 * decoded in one pass, in full batches.
 *
 * @param sets in their order
 * @param files the token files of the sets
 * @param contextSize tokens a chunk
 * @param order of the chunks
 */
public record EvaluationText(
    List<EvaluationSet> sets,
    Map<CorpusId, Corpus> files,
    int contextSize,
    List<ChunkPlace> order) {
  public EvaluationText {
    sets = List.copyOf(sets);
    files = Map.copyOf(files);
    order = List.copyOf(order);
  }

  /** Set after set. */
  public EvaluationText(List<EvaluationSet> sets, Map<CorpusId, Corpus> files, int contextSize) {
    this(
        sets,
        files,
        contextSize,
        IntStream.range(0, sets.size())
            .boxed()
            .flatMap(
                set ->
                    IntStream.range(0, sets.get(set).chunks())
                        .mapToObj(chunk -> new ChunkPlace(set, chunk)))
            .toList());
  }

  /** The same chunks in another order. */
  public EvaluationText inOrder(List<ChunkPlace> other) {
    return new EvaluationText(sets, files, contextSize, other);
  }

  public static EvaluationText of(Tracker tracker, Experiment experiment) {
    return of(tracker, experiment, tracker.experiments().evaluationSets(experiment.id()));
  }

  /** The text of some sets of an experiment. */
  public static EvaluationText of(
      Tracker tracker, Experiment experiment, List<EvaluationSet> sets) {
    Set<CorpusId> used = sets.stream().map(EvaluationSet::corpus).collect(Collectors.toSet());
    return new EvaluationText(
        sets,
        tracker.experiments().corpora(experiment.id()).stream()
            .filter(corpus -> used.contains(corpus.id()))
            .collect(Collectors.toMap(Corpus::id, corpus -> corpus)),
        experiment.settings().nCtx());
  }

  public int chunks() {
    return order.size();
  }

  /** A chunk of the text as the chunk of a set. */
  public ChunkPlace place(int chunk) {
    if (chunk < 0 || chunk >= order.size()) {
      throw new IllegalArgumentException("chunk " + chunk + " of " + order.size());
    }
    return order.get(chunk);
  }

  /** The tokens from a chunk to the end. */
  public int[] tokensFrom(int firstChunk) {
    return tokens(firstChunk, chunks());
  }

  /** The tokens from a chunk to another, which is not among them. */
  public int[] tokens(int firstChunk, int end) {
    int[] tokens = new int[(end - firstChunk) * contextSize];
    for (int chunk = firstChunk; chunk < end; chunk++) {
      ChunkPlace place = place(chunk);
      int[] ofChunk = tokens(sets.get(place.set()), place.chunk());
      System.arraycopy(ofChunk, 0, tokens, (chunk - firstChunk) * contextSize, contextSize);
    }
    return tokens;
  }

  /**
   * @throws UserException when a token file is not the one that was recorded
   */
  void requireRecorded() {
    for (Corpus corpus : files.values()) {
      if (!Sha256.of(corpus.file()).equals(corpus.sha256())) {
        throw new UserException(
            corpus.file()
                + " is not the file that was recorded: its text is not what was evaluated");
      }
    }
  }

  /** The tokens of a chunk of a set. */
  int[] tokens(EvaluationSet set, int chunk) {
    long first = set.firstToken() + (long) chunk * contextSize;
    return TokenFile.read(files.get(set.corpus()).file(), Math.toIntExact(first), contextSize);
  }
}

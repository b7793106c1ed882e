package dev.quantloop.app.loop;

import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.tracker.Corpus;
import dev.quantloop.tracker.CorpusId;
import dev.quantloop.tracker.EvaluationSet;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.Experiments;
import dev.quantloop.tracker.Tracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The chunks of all evaluation sets of an experiment, set after set, as one text: so they are
 * decoded in one pass, in full batches.
 *
 * @param sets in their order
 * @param files the token files of the sets
 * @param contextSize tokens a chunk
 */
record EvaluationText(List<EvaluationSet> sets, Map<CorpusId, Corpus> files, int contextSize) {
  EvaluationText {
    sets = List.copyOf(sets);
    files = Map.copyOf(files);
  }

  static EvaluationText of(Tracker tracker, Experiment experiment) {
    Experiments experiments = tracker.experiments();
    Map<CorpusId, Corpus> files = new HashMap<>();
    experiments.corpora(experiment.id()).forEach(corpus -> files.put(corpus.id(), corpus));
    return new EvaluationText(
        experiments.evaluationSets(experiment.id()), files, experiment.settings().nCtx());
  }

  int chunks() {
    return sets.stream().mapToInt(EvaluationSet::chunks).sum();
  }

  /** A chunk of the text as the chunk of a set; both numbers count from 0. */
  record Place(int set, int chunk) {}

  Place place(int chunk) {
    int left = chunk;
    for (int set = 0; set < sets.size(); set++) {
      if (left < sets.get(set).chunks()) {
        return new Place(set, left);
      }
      left -= sets.get(set).chunks();
    }
    throw new IllegalArgumentException("chunk " + chunk + " of " + chunks());
  }

  /** The tokens from a chunk to the end. */
  int[] tokensFrom(int firstChunk) {
    int[] tokens = new int[(chunks() - firstChunk) * contextSize];
    for (int chunk = firstChunk; chunk < chunks(); chunk++) {
      Place place = place(chunk);
      int[] ofChunk = tokens(sets.get(place.set()), place.chunk());
      System.arraycopy(ofChunk, 0, tokens, (chunk - firstChunk) * contextSize, contextSize);
    }
    return tokens;
  }

  /** The tokens of a chunk of a set. */
  int[] tokens(EvaluationSet set, int chunk) {
    long first = set.firstToken() + (long) chunk * contextSize;
    return TokenFile.read(files.get(set.corpus()).file(), Math.toIntExact(first), contextSize);
  }
}

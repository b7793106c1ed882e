package dev.quantloop.app.mix;

import dev.quantloop.app.experiment.CalibrationPool;
import dev.quantloop.app.experiment.GrowthPlan;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What mixes are calibrated on. Every mix reads the same chunks of each source, and only what a
 * token of them counts differs: so a source's share of all tokens is its weight. Without the
 * others, a source gives as much text as all of them do together, as far as its pool lasts.
 *
 * @param pool of the sources that are mixed
 * @param chunks all sources together
 * @param texts how many such texts there are, without a chunk in common
 */
public record MixText(CalibrationPool pool, int chunks, int texts) {
  /** The sources of an experiment that can be calibrated on. */
  public static CalibrationPool sources(List<Corpus> corpora, ExperimentSettings settings) {
    return new CalibrationPool(
        corpora.stream().filter(corpus -> corpus.poolTokens() >= settings.nCtx()).toList(),
        settings.nCtx());
  }

  /** That of one of the two experiments of a mix. */
  public static MixText of(Tracker tracker, Experiment experiment, Mix mix) {
    List<Corpus> corpora = tracker.experiments().corpora(experiment.id());
    return new MixText(sources(corpora, experiment.settings()), mix.chunks(), mix.texts());
  }

  /**
   * As large as possible of the sizes that the experiment's corpora have.
   *
   * @param available chunks of a corpus that may be used
   * @return empty where there is not enough even for the smallest
   */
  public static Optional<MixText> largest(
      CalibrationPool pool,
      ExperimentSettings settings,
      int texts,
      ToIntFunction<Corpus> available) {
    return GrowthPlan.of(settings).chunkCounts(settings.nCtx(), pool.chunks()).stream()
        .map(chunks -> new MixText(pool, chunks, texts))
        .filter(text -> text.fits(available))
        .reduce((smaller, larger) -> larger);
  }

  /** Whether every source has a chunk in it, and enough chunks for all texts. */
  public boolean fits(ToIntFunction<Corpus> available) {
    List<RecipePart> parts = chunks > pool.chunks() ? List.of() : pool.recipe(chunks);
    return parts.size() == pool.corpora().size()
        && parts.stream()
            .allMatch(part -> part.chunks() * texts <= available.applyAsInt(pool.corpusOf(part)));
  }

  public int poolChunks(Corpus corpus) {
    return (int) (corpus.poolTokens() / pool.contextSize());
  }

  /**
   * @param text number of the text, from 0
   */
  public List<RecipePart> recipe(MixShares shares, int text) {
    if (shares.single().isPresent()) {
      Corpus corpus = pool.corpora().get(shares.single().getAsInt());
      int most = Math.min(chunks, poolChunks(corpus) / texts);
      return List.of(new RecipePart(corpus.id(), text * most, most));
    }
    List<RecipePart> all = pool.recipe(chunks);
    List<RecipePart> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      RecipePart part = all.get(i);
      double share = shares.values().get(i);
      if (share > 0) {
        parts.add(
            new RecipePart(
                part.corpus(),
                text * part.chunks(),
                part.chunks(),
                share * chunks / part.chunks()));
      }
    }
    return parts;
  }

  /** The shares of an iteration. */
  public MixShares shares(Iteration iteration) {
    List<CorpusId> ids = pool.corpora().stream().map(Corpus::id).toList();
    double[] tokens = new double[ids.size()];
    iteration
        .recipe()
        .forEach(part -> tokens[ids.indexOf(part.corpus())] += part.weight() * part.chunks());
    return MixShares.of(tokens);
  }

  public List<String> names() {
    return pool.corpora().stream().map(Corpus::name).toList();
  }

  /** Chunks of each source in a mix. */
  public int[] counts() {
    return pool.recipe(chunks).stream().mapToInt(RecipePart::chunks).toArray();
  }
}

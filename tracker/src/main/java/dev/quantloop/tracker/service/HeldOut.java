package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.ChunkResultDao;
import dev.quantloop.tracker.dao.CorpusDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.DocumentDao;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.HeldOutDao;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.stats.ClusterBootstrap;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Resampled;
import dev.quantloop.tracker.stats.Resampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures on the text that an experiment holds out, which has no part in any choice: what was
 * chosen because it looked good looks better than it is on the text that it was chosen on.
 */
public final class HeldOut {
  private static final Resampling HOW = Resampling.DEFAULT;

  private final Database database;

  HeldOut(Database database) {
    this.database = database;
  }

  /** The held-out text as evaluation sets, one for each source that has some. */
  public List<EvaluationSet> sets(ExperimentId experiment) {
    return database.transaction(
        () ->
            database.with(
                h -> {
                  CorpusDao corpora = new CorpusDao(h);
                  for (Corpus corpus : corpora.list(experiment)) {
                    new DocumentDao(h)
                        .reserved(corpus.id()).stream()
                            .filter(part -> part.part() == DocumentPart.HELD_OUT)
                            .map(part -> set(corpus, part))
                            .forEach(
                                set ->
                                    corpora.insertOrKeep(
                                        experiment, set, DocumentPart.HELD_OUT, database.now()));
                  }
                  return corpora.evaluationSets(experiment, DocumentPart.HELD_OUT);
                }));
  }

  private static NewEvaluationSet set(Corpus corpus, ReservedPart part) {
    return new NewEvaluationSet(
        corpus.id(),
        corpus.name() + " (held out)",
        corpus.domain(),
        part.firstToken(),
        part.chunks(),
        part.sha256());
  }

  /** Of the quants of an experiment that were evaluated on all held-out text. */
  public Map<QuantId, HeldOutScore> all(ExperimentId experiment) {
    return database.with(
        h -> {
          HeldOutDao dao = new HeldOutDao(h);
          Map<QuantId, HeldOutScore> scores = new LinkedHashMap<>();
          dao.quants(experiment).forEach(quant -> scores.put(quant, dao.find(quant).orElseThrow()));
          return scores;
        });
  }

  /** Of a quant that was evaluated on all held-out text. */
  public Optional<HeldOutScore> find(QuantId quant) {
    return database.with(h -> new HeldOutDao(h).find(quant));
  }

  /**
   * Pools the tokens of a quant on all held-out sets, each weighing the same, and keeps the
   * figures; done before, it only returns them.
   *
   * @throws IllegalStateException when a set is not evaluated yet
   */
  public HeldOutScore score(ExperimentId experiment, QuantId quant, Provenance provenance) {
    return database.transaction(
        () -> find(quant).orElseGet(() -> pooled(experiment, quant, provenance)));
  }

  private HeldOutScore pooled(ExperimentId experiment, QuantId quant, Provenance provenance) {
    return database.with(
        h -> {
          List<SetDocuments> sets = SetDocuments.list(database, experiment, DocumentPart.HELD_OUT);
          List<List<ChunkResult>> chunks =
              sets.stream()
                  .map(one -> new EvaluationDao(h).find(quant, one.set().id()))
                  .map(HeldOut::finished)
                  .map(evaluation -> new ChunkResultDao(h).list(evaluation.id()))
                  .toList();
          Resampled resampled =
              ClusterBootstrap.of(
                  sets.stream().map(one -> one.documents().stratum()).toList(),
                  chunks.stream()
                      .map(all -> all.stream().map(ChunkResult::tokens).toList())
                      .toList(),
                  HOW);
          List<ChunkResult> all = chunks.stream().flatMap(List::stream).toList();
          FigureValues figures = ChunkResult.statistics(all);
          HeldOutScore score =
              new HeldOutScore(
                  figures, resampled.intervals(figures), resampled.clusters(), all.size());
          boolean known = sets.stream().allMatch(one -> one.documents().known());
          new HeldOutDao(h).insert(quant, score, HOW, known, provenance, database.now());
          return score;
        });
  }

  private static Evaluation finished(Optional<Evaluation> evaluation) {
    return evaluation
        .filter(one -> one.finishedAt().isPresent())
        .orElseThrow(() -> new IllegalStateException("not evaluated on all held-out text yet"));
  }
}

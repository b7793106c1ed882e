package dev.quantloop.tracker.service;

import dev.quantloop.tracker.dao.ChunkResultDao;
import dev.quantloop.tracker.dao.Database;
import dev.quantloop.tracker.dao.EvaluationDao;
import dev.quantloop.tracker.dao.ResamplingDao;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.stats.ChunkTokens;
import dev.quantloop.tracker.stats.ClusterBootstrap;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Resampled;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.stats.Stratum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resamples the scored quants of an experiment that were not, and keeps their figures. */
final class ResampleQuants {
  private final Database database;
  private final ExperimentId experiment;
  private final Resampling how;

  ResampleQuants(Database database, ExperimentId experiment, Resampling how) {
    this.database = database;
    this.experiment = experiment;
    this.how = how;
  }

  /** Documents of all evaluation sets, or groups of them that share a chunk. */
  int clusters() {
    return sets().stream().mapToInt(one -> one.documents().stratum().clusters()).sum();
  }

  void run() {
    List<QuantId> quants = database.with(h -> new ResamplingDao(h).missing(experiment, how));
    if (!quants.isEmpty()) {
      List<SetDocuments> sets = sets();
      quants.forEach(quant -> resample(quant, sets));
    }
  }

  private List<SetDocuments> sets() {
    return SetDocuments.list(database, experiment, DocumentPart.EVALUATION);
  }

  /** Of a quant on all sets, and on each; nothing where results of its tokens are gone. */
  private void resample(QuantId quant, List<SetDocuments> sets) {
    Map<EvaluationSetId, List<ChunkTokens>> chunks = new LinkedHashMap<>();
    Map<EvaluationSetId, FigureValues> figures = new HashMap<>();
    for (Evaluation evaluation : database.with(h -> new EvaluationDao(h).list(quant))) {
      List<ChunkResult> results = database.with(h -> new ChunkResultDao(h).list(evaluation.id()));
      chunks.put(evaluation.evaluationSet(), results.stream().map(ChunkResult::tokens).toList());
      figures.put(evaluation.evaluationSet(), evaluation.statistics().orElseThrow());
    }
    List<SetDocuments> evaluated =
        sets.stream().filter(one -> chunks.containsKey(one.set().id())).toList();
    if (!evaluated.stream().allMatch(one -> isWhole(one, chunks))) {
      return;
    }
    List<Result> results = new ArrayList<>();
    FigureValues pooled =
        database.with(h -> new EvaluationDao(h).findScore(quant)).orElseThrow().statistics();
    results.add(result(null, evaluated, chunks, pooled));
    for (SetDocuments one : evaluated) {
      EvaluationSetId set = one.set().id();
      results.add(result(set, List.of(one), chunks, figures.get(set)));
    }
    database.transaction(
        () -> {
          database.with(
              h -> {
                results.forEach(result -> result.write(new ResamplingDao(h), quant));
                return null;
              });
          return null;
        });
  }

  /** Whoever has deleted the results of single tokens has kept the figures. */
  private static boolean isWhole(SetDocuments one, Map<EvaluationSetId, List<ChunkTokens>> chunks) {
    return chunks.get(one.set().id()).size() == one.documents().stratum().chunks();
  }

  /** What was resampled of a quant; set null: all sets pooled. */
  private record Result(
      EvaluationSetId set,
      Resampled resampled,
      int chunks,
      boolean documentsKnown,
      FigureValues figures) {
    void write(ResamplingDao dao, QuantId quant) {
      dao.replace(quant, set, resampled, chunks, documentsKnown, resampled.intervals(figures));
    }
  }

  private Result result(
      EvaluationSetId set,
      List<SetDocuments> of,
      Map<EvaluationSetId, List<ChunkTokens>> chunks,
      FigureValues figures) {
    List<Stratum> strata = of.stream().map(one -> one.documents().stratum()).toList();
    Resampled resampled =
        ClusterBootstrap.of(
            strata, of.stream().map(one -> chunks.get(one.set().id())).toList(), how);
    return new Result(
        set,
        resampled,
        strata.stream().mapToInt(Stratum::chunks).sum(),
        of.stream().allMatch(one -> one.documents().known()),
        figures);
  }
}

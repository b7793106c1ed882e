package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.KldStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an evaluation that goes on has shown so far.
 *
 * @param set name of the evaluation set, that of its source
 * @param chunks that the statistics are of; more are to come
 */
record LiveScore(
    EvaluationId evaluation, String quantType, String set, int chunks, KldStatistics statistics) {

  /**
   * Of the evaluations under way that have a chunk at least.
   *
   * @param before what was read last; used again where no chunk has been added
   */
  static List<LiveScore> read(Tracker tracker, ExperimentId experiment, List<LiveScore> before) {
    List<LiveScore> scores = new ArrayList<>();
    for (Evaluation evaluation : tracker.evaluations().unfinished(experiment)) {
      int chunks = tracker.evaluations().recordedChunks(evaluation.id()).cardinality();
      if (chunks > 0) {
        scores.add(
            before.stream()
                .filter(s -> s.evaluation().equals(evaluation.id()) && s.chunks() == chunks)
                .findFirst()
                .orElseGet(() -> of(tracker, experiment, evaluation)));
      }
    }
    return scores;
  }

  private static LiveScore of(Tracker tracker, ExperimentId experiment, Evaluation evaluation) {
    List<ChunkResult> chunks = tracker.evaluations().chunks(evaluation.id());
    return new LiveScore(
        evaluation.id(),
        tracker.iterations().quant(evaluation.quant()).quantType(),
        tracker.experiments().evaluationSets(experiment).stream()
            .filter(set -> set.id().equals(evaluation.evaluationSet()))
            .map(EvaluationSet::name)
            .collect(Collectors.joining()),
        chunks.size(),
        ChunkResult.statistics(chunks));
  }
}

package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.tracker.id.EvaluationId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.stats.FigureValues;
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
    EvaluationId evaluation, String quantType, String set, int chunks, FigureValues statistics) {

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

  /**
   * The figures of evaluations under way, a line for each, with as many of the figures as there is
   * room for in all lines.
   */
  static List<String> lines(List<LiveScore> scores, int width) {
    List<Figure> shown = new ArrayList<>(FigureLists.LIVE);
    List<String> lines = lines(scores, shown);
    while (shown.size() > 1 && lines.stream().anyMatch(line -> DisplayWidth.of(line) > width)) {
      shown.remove(1);
      lines = lines(scores, shown);
    }
    return lines.stream().map(line -> DisplayWidth.cut(line, width)).toList();
  }

  private static List<String> lines(List<LiveScore> scores, List<Figure> shown) {
    int widest = scores.stream().mapToInt(one -> DisplayWidth.of(head(one))).max().orElse(0);
    return scores.stream()
        .map(
            score ->
                DisplayWidth.pad(head(score), widest)
                    + "  "
                    + String.join("  ", FigureText.titled(shown, score.statistics())))
        .toList();
  }

  private static String head(LiveScore score) {
    return score.quantType() + " " + score.set() + " so far:";
  }
}

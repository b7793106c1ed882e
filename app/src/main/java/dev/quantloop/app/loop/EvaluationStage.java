package dev.quantloop.app.loop;

import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.Evaluations;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates the quants of an iteration on every evaluation set, and pools the figures into their
 * scores. The unit is a group of chunks that are decoded together: a resumed evaluation decodes the
 * same groups, and so gets the same figures.
 */
final class EvaluationStage {
  private final LoopContext context;
  private final KldEvaluation evaluation;
  private final Candidates candidates;
  private final QuantizeStage quantize;

  EvaluationStage(
      LoopContext context,
      KldEvaluation evaluation,
      Candidates candidates,
      QuantizeStage quantize) {
    this.context = context;
    this.evaluation = evaluation;
    this.candidates = candidates;
    this.quantize = quantize;
  }

  void run(List<Quant> quants) {
    Evaluations evaluations = context.tracker().evaluations();
    List<Quant> pending =
        quants.stream().filter(q -> evaluations.findScore(q.id()).isEmpty()).toList();
    if (!pending.isEmpty()) {
      Provenance provenance = context.provenance();
      candidates.withRoom(() -> evaluateRest(pending, provenance));
      new OpenEvaluations(context, candidates, pending, provenance).finish();
    }
  }

  private void evaluateRest(List<Quant> quants, Provenance provenance) {
    List<Quant> there = new ArrayList<>();
    for (Quant quant : quants) {
      there.add(candidates.holds(quant) ? quant : quantize.withFile(quant, RunStage.QUANTIZE));
    }
    OpenEvaluations open = new OpenEvaluations(context, candidates, there, provenance);
    if (!open.isComplete()) {
      open.run(evaluation);
    }
  }
}

package dev.quantloop.app.loop;

import dev.quantloop.app.plan.Planner.Arrangement;
import dev.quantloop.llama.KldPass;
import dev.quantloop.llama.Model;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.tracker.Evaluation;
import dev.quantloop.tracker.Evaluations;
import dev.quantloop.tracker.EventKind;
import dev.quantloop.tracker.Iteration;
import dev.quantloop.tracker.Provenance;
import dev.quantloop.tracker.Quant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Evaluates the quants of an iteration on every evaluation set, and pools the figures into their
 * scores. The unit is a group of chunks that are decoded together: a resumed evaluation decodes the
 * same groups, and so gets the same figures.
 */
final class EvaluationStage {
  private static final String NO_ROOM =
      "the models do not fit in memory together: the baseline's logits go to a temporary file";

  private final LoopContext context;
  private final Evaluations evaluations;
  private final Baseline baseline;
  private final BaselineLogits logits;

  EvaluationStage(LoopContext context, Baseline baseline, BaselineLogits logits) {
    this.context = context;
    this.evaluations = context.tracker().evaluations();
    this.baseline = baseline;
    this.logits = logits;
  }

  void run(Iteration iteration, List<Quant> quants) {
    List<Quant> pending =
        quants.stream().filter(q -> evaluations.findScore(q.id()).isEmpty()).toList();
    if (pending.isEmpty()) {
      return;
    }
    Provenance provenance = context.provenance();
    baseline.withRoom(() -> evaluateRest(pending, iteration.number() + ": ", provenance));
    for (List<Evaluation> ofQuant : open(pending, provenance).byQuant()) {
      ofQuant.forEach(evaluation -> evaluations.finish(evaluation.id()));
    }
    pending.forEach(quant -> evaluations.score(quant.id(), provenance));
  }

  private OpenEvaluations open(List<Quant> quants, Provenance provenance) {
    return OpenEvaluations.of(
        evaluations,
        EvaluationText.of(context.tracker(), context.experiment()),
        quants,
        provenance,
        context.decodeSettings().chunksPerBatch());
  }

  private void evaluateRest(List<Quant> quants, String prefix, Provenance provenance) {
    OpenEvaluations open = open(quants, provenance);
    if (!open.isComplete()) {
      evaluate(open, prefix, provenance);
    }
  }

  /** Side by side where memory holds all models; else the baseline's logits go to a file. */
  private void evaluate(OpenEvaluations open, String prefix, Provenance provenance) {
    Arrangement arrangement = context.planner().arrange(baseline.file(), open.files());
    if (arrangement == Arrangement.SIDE_BY_SIDE) {
      score(open, prefix + "evaluate", provenance, this::beside);
      return;
    }
    if (!logits.has(open)) {
      context.report().event(EventKind.WARNING, null, NO_ROOM);
    }
    BaselineLogFile file = logits.collect(open, baseline, prefix + "evaluate the baseline");
    baseline.release();
    if (arrangement == Arrangement.BASELINE_FIRST) {
      score(open, prefix + "evaluate", provenance, models -> against(file, models));
      return;
    }
    for (int i = 0; i < open.quants().size(); i++) {
      String name = prefix + "evaluate " + open.quants().get(i).quantType();
      score(open.only(i), name, provenance, models -> against(file, models));
    }
  }

  private KldPass beside(List<Model> candidates) {
    return KldPass.open(
        baseline.model(),
        baseline.logits(),
        candidates,
        context.decodeSettings(),
        context.positions(),
        context.stop().abortSignal());
  }

  private KldPass against(BaselineLogFile file, List<Model> candidates) {
    return KldPass.open(
        file,
        candidates,
        context.decodeSettings(),
        context.positions(),
        context.stop().abortSignal());
  }

  private void score(
      OpenEvaluations open,
      String stage,
      Provenance provenance,
      Function<List<Model>, KldPass> opener) {
    ProgressListener progress = context.report().stage(stage, "chunks");
    int total = open.text().chunks();
    progress.advanced(open.firstChunk(), total);
    ChunkCommitter committer =
        new ChunkCommitter(
            context.tracker(),
            open,
            provenance,
            context.decodeSettings().chunksPerBatch(),
            chunks -> {
              progress.advanced(chunks, total);
              context.stop().stopHere();
            });
    List<Model> models = new ArrayList<>();
    try {
      open.files().forEach(file -> models.add(baseline.load(file)));
      try (KldPass pass = opener.apply(models)) {
        pass.run(open.tokens(), open.firstChunk(), committer);
      }
    } finally {
      models.forEach(Model::close);
    }
  }
}

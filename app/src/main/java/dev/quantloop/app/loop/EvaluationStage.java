package dev.quantloop.app.loop;

import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.memory.MemoryBudget.Arrangement;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Evaluations;
import java.nio.file.Path;
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
  private final LoadedBaseline baseline;
  private final BaselineLogits logits;
  private final Candidates candidates;
  private final QuantizeStage quantize;

  EvaluationStage(
      LoopContext context,
      LoadedBaseline baseline,
      BaselineLogits logits,
      Candidates candidates,
      QuantizeStage quantize) {
    this.context = context;
    this.evaluations = context.tracker().evaluations();
    this.baseline = baseline;
    this.logits = logits;
    this.candidates = candidates;
    this.quantize = quantize;
  }

  void run(Iteration iteration, List<Quant> quants) {
    List<Quant> pending =
        quants.stream().filter(q -> evaluations.findScore(q.id()).isEmpty()).toList();
    if (pending.isEmpty()) {
      return;
    }
    Provenance provenance = context.provenance();
    baseline.withRoom(candidates, () -> evaluateRest(iteration, pending, provenance));
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

  private void evaluateRest(Iteration iteration, List<Quant> quants, Provenance provenance) {
    List<Quant> there = new ArrayList<>();
    for (Quant quant : quants) {
      there.add(candidates.holds(quant) ? quant : quantize.withFile(iteration, quant));
    }
    OpenEvaluations open = open(there, provenance);
    if (!open.isComplete()) {
      evaluate(iteration, open, provenance);
    }
  }

  /** Side by side where memory holds all models; else the baseline's logits go to a file. */
  private void evaluate(Iteration iteration, OpenEvaluations open, Provenance provenance) {
    String prefix = iteration.number() + ": ";
    List<Path> files = open.quants().stream().map(candidates::fileOfThatSize).toList();
    Arrangement arrangement = context.budget().arrange(baseline.file(), files);
    if (arrangement == Arrangement.SIDE_BY_SIDE) {
      score(open, prefix + "evaluate", provenance, true, this::beside);
      return;
    }
    if (!logits.has(open)) {
      context.report().event(EventKind.WARNING, null, NO_ROOM);
    }
    BaselineLogFile file = logits.collect(open, baseline, prefix + "evaluate the baseline");
    baseline.release();
    if (arrangement == Arrangement.BASELINE_FIRST) {
      score(open, prefix + "evaluate", provenance, false, models -> against(file, models));
      return;
    }
    for (int i = 0; i < open.quants().size(); i++) {
      String name = prefix + "evaluate " + open.quants().get(i).quantType();
      score(open.only(i), name, provenance, false, models -> against(file, models));
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
      boolean stay,
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
    boolean complete = false;
    try {
      open.quants().forEach(quant -> models.add(candidates.take(quant)));
      try (KldPass pass = opener.apply(models)) {
        context.budget().requireSpareRoom();
        pass.run(open.tokens(), open.firstChunk(), committer);
      }
      complete = true;
    } finally {
      for (int i = 0; i < models.size(); i++) {
        candidates.giveBack(open.quants().get(i), models.get(i), stay && complete);
      }
    }
  }
}

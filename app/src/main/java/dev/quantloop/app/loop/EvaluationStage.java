package dev.quantloop.app.loop;

import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.tracker.Corpus;
import dev.quantloop.tracker.Evaluation;
import dev.quantloop.tracker.EvaluationSet;
import dev.quantloop.tracker.Evaluations;
import dev.quantloop.tracker.Iteration;
import dev.quantloop.tracker.Provenance;
import dev.quantloop.tracker.Quant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Evaluates the quants of an iteration on every evaluation set, and pools the figures into their
 * scores. The unit is a group of chunks that are decoded together: a resumed evaluation decodes the
 * same groups, and so gets the same figures.
 */
final class EvaluationStage {
  private final LoopContext context;
  private final Evaluations evaluations;
  private final int groupSize;

  EvaluationStage(LoopContext context) {
    this.context = context;
    this.evaluations = context.tracker().evaluations();
    this.groupSize = context.decodeSettings().chunksPerBatch();
  }

  void run(Iteration iteration, List<Quant> quants, Baseline baseline) {
    List<Quant> pending =
        quants.stream().filter(q -> evaluations.findScore(q.id()).isEmpty()).toList();
    if (pending.isEmpty()) {
      return;
    }
    Provenance provenance = context.provenance();
    List<OpenEvaluationSet> sets = open(pending, provenance);
    if (sets.stream().anyMatch(set -> set.chunksLeft() > 0)) {
      EvaluationPass pass =
          new EvaluationPass(context, iteration.number() + ": evaluate", sets, provenance);
      List<Path> files = pending.stream().map(Quant::file).toList();
      if (fit(files, baseline)) {
        pass.sideBySide(baseline, files);
      } else {
        pass.oneByOne(baseline, files);
      }
    }
    for (OpenEvaluationSet set : sets) {
      set.evaluations().forEach(evaluation -> evaluations.finish(evaluation.id()));
    }
    pending.forEach(quant -> evaluations.score(quant.id(), provenance));
  }

  private boolean fit(List<Path> candidates, Baseline baseline) {
    List<Path> all = new ArrayList<>(candidates);
    all.add(baseline.file());
    return ModelMemory.needed(all, context.decodeSettings()) <= context.memory().getAsLong();
  }

  private List<OpenEvaluationSet> open(List<Quant> quants, Provenance provenance) {
    return context.tracker().experiments().evaluationSets(context.experiment().id()).stream()
        .map(set -> open(set, quants, provenance))
        .toList();
  }

  private OpenEvaluationSet open(EvaluationSet set, List<Quant> quants, Provenance provenance) {
    List<Evaluation> ofQuants = new ArrayList<>();
    BitSet everywhere = new BitSet();
    everywhere.set(0, set.chunks());
    for (Quant quant : quants) {
      Evaluation evaluation = evaluations.open(quant.id(), set.id(), provenance);
      everywhere.and(evaluations.recordedChunks(evaluation.id()));
      ofQuants.add(evaluation);
    }
    int complete = everywhere.nextClearBit(0);
    int firstChunk = complete == set.chunks() ? complete : complete / groupSize * groupSize;
    return new OpenEvaluationSet(set, ofQuants, tokens(set, firstChunk), firstChunk);
  }

  private int[] tokens(EvaluationSet set, int firstChunk) {
    Corpus corpus =
        context.tracker().experiments().corpora(context.experiment().id()).stream()
            .filter(candidate -> candidate.id().equals(set.corpus()))
            .findFirst()
            .orElseThrow();
    int contextSize = context.settings().nCtx();
    long first = set.firstToken() + (long) firstChunk * contextSize;
    int count = (set.chunks() - firstChunk) * contextSize;
    return TokenFile.read(corpus.file(), Math.toIntExact(first), count);
  }
}

package dev.quantloop.app.loop;

import dev.quantloop.llama.KldPass;
import dev.quantloop.llama.LogitPass;
import dev.quantloop.llama.Model;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.tracker.EventKind;
import dev.quantloop.tracker.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes what is left of some evaluation sets and commits it group by group: all models at once
 * where memory holds them, else one after the other. Used once, by one thread.
 */
final class EvaluationPass {
  private final LoopContext context;
  private final String stage;
  private final List<OpenEvaluationSet> sets;
  private final Provenance provenance;
  private ProgressListener progress;
  private long done;
  private long total;

  EvaluationPass(
      LoopContext context, String stage, List<OpenEvaluationSet> sets, Provenance provenance) {
    this.context = context;
    this.stage = stage;
    this.sets = sets;
    this.provenance = provenance;
  }

  /** The baseline is decoded once for all candidates. */
  void sideBySide(Baseline baseline, List<Path> candidates) {
    begin(stage, 1);
    List<Model> models = new ArrayList<>();
    try {
      candidates.forEach(file -> models.add(load(file)));
      try (KldPass pass =
          KldPass.open(
              baseline.model(),
              models,
              context.decodeSettings(),
              context.positions(),
              context.stop().abortSignal())) {
        sets.forEach(set -> score(pass, set));
      }
    } finally {
      models.forEach(Model::close);
    }
  }

  /** The baseline's logits go to temporary files, and then it makes room. */
  void oneByOne(Baseline baseline, List<Path> candidates) {
    context
        .report()
        .event(
            EventKind.WARNING,
            null,
            "the models do not fit in memory together: they are decoded one after the other, and"
                + " the baseline's logits take room on the disk for so long");
    List<BaselineLogFile> logits = new ArrayList<>();
    try {
      begin(stage + " (baseline)", 1);
      sets.forEach(set -> logits.add(decode(baseline.model(), set)));
      baseline.release();
      begin(stage, candidates.size());
      for (int i = 0; i < candidates.size(); i++) {
        try (Model candidate = load(candidates.get(i))) {
          for (int s = 0; s < sets.size(); s++) {
            score(candidate, sets.get(s).ofQuant(i), logits.get(s));
          }
        }
      }
    } finally {
      logits.forEach(BaselineLogFile::close);
    }
  }

  private void begin(String name, int times) {
    total = times * sets.stream().mapToLong(set -> set.set().chunks()).sum();
    done = total - times * sets.stream().mapToLong(OpenEvaluationSet::chunksLeft).sum();
    progress = context.report().stage(name, "chunks");
    progress.advanced(done, total);
  }

  private Model load(Path file) {
    return Model.load(context.library(), file, context.modelOptions());
  }

  private BaselineLogFile decode(Model baseline, OpenEvaluationSet set) {
    BaselineLogFile logits =
        BaselineLogFile.create(context.directory().root(), baseline.vocabularySize());
    try (LogitPass pass =
        LogitPass.open(
            baseline,
            context.decodeSettings(),
            context.positions(),
            context.stop().abortSignal())) {
      long before = done;
      pass.run(
          set.tokens(),
          (chunk, firstRow, rows, targets) -> {
            logits.append(rows, targets.length);
            context.stop().stopHere();
            progress.advanced(before + chunk + 1, total);
          });
      done = before + set.chunksLeft();
      return logits;
    } catch (RuntimeException e) {
      logits.close();
      throw e;
    }
  }

  private void score(Model candidate, OpenEvaluationSet set, BaselineLogFile logits) {
    try (KldPass pass =
        KldPass.open(
            logits,
            List.of(candidate),
            context.decodeSettings(),
            context.positions(),
            context.stop().abortSignal())) {
      score(pass, set);
    }
  }

  private void score(KldPass pass, OpenEvaluationSet set) {
    if (set.chunksLeft() == 0) {
      return;
    }
    context.stop().stopHere();
    long before = done;
    ChunkCommitter committer =
        new ChunkCommitter(
            context.tracker(),
            set.evaluations(),
            provenance,
            context.decodeSettings().chunksPerBatch(),
            set.set().chunks(),
            chunks -> {
              progress.advanced(before + chunks - set.firstChunk(), total);
              context.stop().stopHere();
            });
    pass.run(set.tokens(), set.firstChunk(), committer);
    done = before + set.chunksLeft();
  }
}

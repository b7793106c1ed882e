package dev.quantloop.app.loop;

import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.LogitPass;
import dev.quantloop.llama.score.BaselineLogFile;

/**
 * The baseline's logits on the evaluation text in a temporary file, which makes room for the
 * candidates where memory does not hold all models. Used by one thread; close it to delete the
 * file.
 */
final class BaselineLogits implements AutoCloseable {
  private final LoopContext context;
  private BaselineLogFile file;
  private int firstChunk;

  BaselineLogits(LoopContext context) {
    this.context = context;
  }

  /** Whether the logits that these evaluations need are there. */
  boolean has(OpenEvaluations evaluations) {
    return file != null && firstChunk == evaluations.firstChunk();
  }

  /** Decodes the baseline on what the evaluations have left, unless that is there. */
  BaselineLogFile collect(OpenEvaluations evaluations, LoadedBaseline baseline, String stage) {
    if (has(evaluations)) {
      return file;
    }
    close();
    BaselineLogFile logits =
        BaselineLogFile.create(context.directory().root(), baseline.model().vocabularySize());
    try {
      decode(evaluations, baseline, stage, logits);
    } catch (RuntimeException e) {
      logits.close();
      throw e;
    }
    file = logits;
    firstChunk = evaluations.firstChunk();
    return file;
  }

  private void decode(
      OpenEvaluations evaluations, LoadedBaseline baseline, String stage, BaselineLogFile into) {
    ProgressListener progress = context.report().stage(stage, "chunks");
    int first = evaluations.firstChunk();
    int total = evaluations.text().chunks();
    progress.advanced(first, total);
    try (LogitPass pass =
        LogitPass.open(
            baseline.model(),
            context.decodeSettings(),
            context.positions(),
            context.stop().abortSignal())) {
      context.budget().requireSpareRoom();
      pass.run(
          evaluations.tokens(),
          (chunk, firstRow, rows, targets) -> {
            context.stop().stopHere();
            into.append(rows, targets.length);
            progress.advanced(first + chunk + 1, total);
          });
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}

package dev.quantloop.app.loop;

import static java.util.stream.Collectors.toMap;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.stats.ImatrixChange;
import dev.quantloop.tracker.view.ImatrixStep;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Notes how far the imatrix moves with each step of the growing corpus. */
final class ImatrixMoves {
  private final LoopContext context;
  private final ExperimentId experiment;
  private final Iterations iterations;

  ImatrixMoves(LoopContext context) {
    this.context = context;
    this.experiment = context.experiment().id();
    this.iterations = context.tracker().iterations();
  }

  /** Computes what is not known yet, as far as the files are at hand. */
  void note() {
    List<ImatrixStep> growth = iterations.growth(experiment);
    for (int i = 1; i < growth.size(); i++) {
      if (growth.get(i).change().isEmpty()) {
        Optional<Imatrix> before = imatrix(growth.get(i - 1));
        imatrix(growth.get(i)).ifPresent(after -> before.ifPresent(from -> note(from, after)));
      }
    }
  }

  private Optional<Imatrix> imatrix(ImatrixStep step) {
    return iterations
        .find(experiment, step.iteration())
        .flatMap(iteration -> iterations.imatrix(iteration.id()))
        .filter(context::has);
  }

  private void note(Imatrix before, Imatrix after) {
    try {
      // How much quantizing costs single tensors is not known, so that all weigh alike.
      double change = ImatrixChange.between(means(before.file()), means(after.file()), tensor -> 1);
      if (Double.isFinite(change)) {
        iterations.recordChange(after, before, change);
      }
    } catch (LlamaException | IllegalArgumentException e) {
      context.report().warning("how far the imatrix moved can't be told: " + e.getMessage());
    }
  }

  private static Map<String, float[]> means(Path file) {
    return ImatrixFile.read(file).entries().entrySet().stream()
        .collect(toMap(Map.Entry::getKey, entry -> means(entry.getValue())));
  }

  /** 0 where an expert saw no token, for that is not known. */
  private static float[] means(ImatrixEntry entry) {
    float[] means = entry.meanSquares();
    for (int expert = 0; expert < entry.experts(); expert++) {
      if (entry.counts()[expert] == 0) {
        Arrays.fill(means, expert * entry.columns(), (expert + 1) * entry.columns(), 0);
      }
    }
    return means;
  }
}

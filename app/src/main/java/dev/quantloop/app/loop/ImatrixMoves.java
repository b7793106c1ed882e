package dev.quantloop.app.loop;

import static java.util.stream.Collectors.toMap;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.stats.ImatrixChange;
import dev.quantloop.tracker.view.ImatrixStep;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
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
      ImatrixChange change = ImatrixChange.between(means(before.file()), means(after.file()));
      if (Double.isFinite(change.mean())) {
        iterations.recordChange(after, before, change.mean(), weighted(before, change));
      }
    } catch (LlamaException | IllegalArgumentException e) {
      context.report().warning("how far the imatrix moved can't be told: " + e.getMessage());
    }
  }

  /** A tensor that the quant did not take its imatrix for has no part in what it gains. */
  private Map<QuantId, Double> weighted(Imatrix before, ImatrixChange change) {
    Map<QuantId, Double> all = new HashMap<>();
    for (Quant quant : iterations.quants(before.iteration())) {
      Map<String, Double> errors = iterations.errors(quant.id());
      if (!errors.isEmpty()) {
        all.put(quant.id(), change.mean(tensor -> errors.getOrDefault(tensor, 0.0)));
      }
    }
    return all;
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

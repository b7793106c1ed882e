package dev.quantloop.app.loop;

import dev.quantloop.tracker.record.Evaluation;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;

/** Everything that an experiment came to, for comparing two of them to the last bit. */
public final class FiguresOfExperiment {
  private FiguresOfExperiment() {}

  /** Every figure of every quant, with the SHA-256 of what it was computed from. */
  public static List<String> of(Tracker tracker, Experiment experiment) {
    List<String> figures = new ArrayList<>();
    List<Iteration> iterations = new ArrayList<>(tracker.iterations().list(experiment.id()));
    iterations.addAll(tracker.iterations().replicates(experiment.id()));
    for (Iteration iteration : iterations) {
      tracker.iterations().imatrix(iteration.id()).ifPresent(i -> figures.add(i.sha256()));
      for (Quant quant : tracker.iterations().quants(iteration.id())) {
        figures.add(quant.quantType() + " " + quant.sha256());
        for (Evaluation evaluation : tracker.evaluations().list(quant.id())) {
          figures.add(evaluation.statistics().toString());
        }
        figures.add(
            tracker.evaluations().findScore(quant.id()).map(s -> s.statistics()).toString());
      }
    }
    return figures;
  }
}

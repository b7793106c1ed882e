package dev.quantloop.app.loop;

import static java.util.Comparator.comparingLong;

import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.service.Iterations;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;

/**
 * Each planned iteration with an imatrix gets the replicates of the setting, small corpora first.
 */
record AsManyAsSet(Tracker tracker, Experiment experiment) implements WantedReplicates {
  @Override
  public List<Iteration> iterations() {
    Iterations iterations = tracker.iterations();
    int most = experiment.settings().replicates();
    return iterations.list(experiment.id()).stream()
        .filter(iteration -> iteration.kind() == IterationKind.PLANNED)
        .filter(iteration -> iteration.state() == IterationState.DONE)
        .filter(iteration -> !iteration.recipe().isEmpty())
        .filter(iteration -> iterations.replicates(iteration.id()).size() < most)
        .sorted(comparingLong(Iteration::corpusTokens))
        .toList();
  }
}

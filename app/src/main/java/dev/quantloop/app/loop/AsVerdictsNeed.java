package dev.quantloop.app.loop;

import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;

/** As many replicates as the verdicts on the growing corpus gain by, small corpora first. */
record AsVerdictsNeed(Tracker tracker, Experiment experiment) implements WantedReplicates {
  @Override
  public List<Iteration> iterations() {
    return tracker.verdicts().replicatesWanted(experiment.id()).stream()
        .flatMap(number -> tracker.iterations().find(experiment.id(), number).stream())
        .filter(iteration -> iteration.state() == IterationState.DONE)
        .toList();
  }

  @Override
  public boolean isLuckKnown() {
    return tracker.verdicts().isLuckKnown(experiment.id());
  }
}

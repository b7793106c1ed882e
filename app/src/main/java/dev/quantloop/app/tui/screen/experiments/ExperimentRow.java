package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.tracker.view.BestScore;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.util.Optional;

/** A line of the list. */
public record ExperimentRow(ExperimentSummary summary, Optional<BestScore> best) {
  public String name() {
    return summary.name();
  }

  String state() {
    String state = summary.state();
    return summary.archived() ? state + ", archived" : state;
  }
}

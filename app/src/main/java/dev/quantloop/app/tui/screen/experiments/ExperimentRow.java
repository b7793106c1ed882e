package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.tracker.ExperimentSummary;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.Tracker;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A line of the list.
 *
 * @param best the lowest composite of the quant type with the fewest bits, or empty
 */
public record ExperimentRow(ExperimentSummary summary, Optional<RankingRow> best) {
  static List<ExperimentRow> all(Tracker tracker, boolean withArchived) {
    return tracker.experiments().list(withArchived).stream()
        .map(summary -> new ExperimentRow(summary, best(tracker, summary)))
        .toList();
  }

  /** The type with the fewest bits is where an imatrix decides most. */
  private static Optional<RankingRow> best(Tracker tracker, ExperimentSummary summary) {
    return tracker.rankings().ranking(summary.id()).stream()
        .filter(row -> row.rank() == 1)
        .min(Comparator.comparingDouble(RankingRow::bitsPerWeight));
  }

  public String name() {
    return summary.name();
  }

  String state() {
    String state = summary.runState().map(run -> run.word()).orElse("new");
    return summary.archived() ? state + ", archived" : state;
  }
}

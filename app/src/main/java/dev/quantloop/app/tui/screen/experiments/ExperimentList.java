package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.BestScore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The experiments as read from the tracker.
 *
 * @param scores tells whether {@code best} is still true
 */
record ExperimentList(List<ExperimentRow> rows, Map<ExperimentId, BestScore> best, String scores) {
  static final ExperimentList NOT_READ = new ExperimentList(List.of(), Map.of(), "");

  /** What is on record now; scores are read again only if any has changed. */
  ExperimentList next(Tracker tracker, boolean withArchived) {
    String version = tracker.rankings().version();
    Map<ExperimentId, BestScore> now =
        version.equals(scores)
            ? best
            : tracker.rankings().best().stream()
                .collect(Collectors.toMap(BestScore::experiment, Function.identity()));
    List<ExperimentRow> all =
        tracker.experiments().list(withArchived).stream()
            .map(one -> new ExperimentRow(one, Optional.ofNullable(now.get(one.id()))))
            .toList();
    return new ExperimentList(all, now, version);
  }
}

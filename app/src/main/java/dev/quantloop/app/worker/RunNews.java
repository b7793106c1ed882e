package dev.quantloop.app.worker;

import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is worth a notification, of all runs of a database: verdicts that fall and runs that end.
 * Used by one thread.
 */
public final class RunNews {
  private Tracker of;
  private long last;

  /**
   * A line for each that came since the last call; none at the first call with a tracker.
   *
   * @param tracker another one where the database has been replaced
   */
  public List<String> next(Tracker tracker) {
    if (tracker != of) {
      of = tracker;
      last = tracker.runs().lastEvent();
      return List.of();
    }
    List<RunEvent> events = tracker.runs().eventsAfter(last);
    if (!events.isEmpty()) {
      last = events.get(events.size() - 1).id();
    }
    return events.stream().flatMap(event -> line(tracker, event).stream()).toList();
  }

  /** "mine: iteration 2: Q4_K_M 0.0731 (-2.3 %, improved)"; empty for all that is no news. */
  public static Optional<String> line(Tracker tracker, RunEvent event) {
    Run run = tracker.runs().get(event.run());
    boolean news =
        event.kind() == EventKind.RESULT
            ? event.iterationId().filter(id -> hasVerdict(tracker, id)).isPresent()
            : event.kind() == EventKind.STATE && isEnd(run, event);
    return Stream.of(tracker.experiments().get(run.experiment()).name() + ": " + event.message())
        .filter(line -> news)
        .findFirst();
  }

  /**
   * Of replicates only figures are told. What has a label is one of several that are judged when
   * all are there, unless it was settled earlier.
   */
  private static boolean hasVerdict(Tracker tracker, IterationId id) {
    Iteration iteration = tracker.iterations().get(id);
    return !iteration.isReplicate()
        && (iteration.label().isEmpty()
            || tracker.iterations().quants(id).stream()
                .anyMatch(quant -> tracker.earlyStops().find(quant.id()).isPresent()));
  }

  private static boolean isEnd(Run run, RunEvent event) {
    return !run.state().active() && event.message().startsWith(run.state().word() + ": ");
  }
}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something a run reported; ids grow with time, so a watcher asks for those after the last seen.
 */
public record RunEvent(
    long id,
    RunId run,
    Optional<IterationId> iterationId,
    Instant at,
    EventKind kind,
    String message) {}

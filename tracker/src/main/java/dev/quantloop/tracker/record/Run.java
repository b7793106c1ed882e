package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One stretch of work on an experiment by one worker process. */
public record Run(
    RunId id,
    ExperimentId experiment,
    RunState state,
    boolean untilPlateau,
    OptionalInt iterations,
    String options,
    String host,
    OptionalLong pid,
    Optional<Instant> pidStartedAt,
    Instant startedAt,
    Instant heartbeatAt,
    Optional<Instant> endedAt,
    boolean stopRequested,
    Optional<RunProgress> progress,
    Optional<String> reason,
    Path logFile,
    String programVersion) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import java.nio.file.Path;

/** The imatrix of an iteration. */
public record Imatrix(
    ImatrixId id,
    IterationId iteration,
    Path file,
    long bytes,
    String sha256,
    int entries,
    int chunks,
    long tokens,
    double seconds,
    Provenance provenance) {}

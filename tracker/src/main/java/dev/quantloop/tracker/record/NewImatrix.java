package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.IterationId;
import java.nio.file.Path;

/** An iteration's imatrix, whose file is complete on disk. */
public record NewImatrix(
    IterationId iteration,
    Path file,
    long bytes,
    String sha256,
    int entries,
    int chunks,
    long tokens,
    double seconds,
    Provenance provenance) {}

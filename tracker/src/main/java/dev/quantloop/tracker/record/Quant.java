package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A quantized model of an iteration; its file may have been deleted since. */
public record Quant(
    QuantId id,
    IterationId iteration,
    Optional<ImatrixId> imatrix,
    String quantType,
    Path file,
    long bytes,
    double bitsPerWeight,
    String sha256,
    double seconds,
    Provenance provenance,
    Optional<Instant> fileRemovedAt) {}

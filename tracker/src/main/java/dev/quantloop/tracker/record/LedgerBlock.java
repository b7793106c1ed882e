package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.LedgerBlockId;
import java.nio.file.Path;
import java.time.Instant;

/** Sums of squared activations over some pool chunks of a corpus; blocks add up to any corpus. */
public record LedgerBlock(
    LedgerBlockId id,
    CorpusId corpus,
    int firstChunk,
    int chunks,
    long tokens,
    Path file,
    long bytes,
    String sha256,
    double seconds,
    Provenance provenance,
    Instant createdAt) {}

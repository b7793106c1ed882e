package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import java.nio.file.Path;

/**
 * Sums of squared activations over some pool chunks of a corpus; blocks add up to any corpus. The
 * file is complete on disk.
 */
public record LedgerBlock(
    CorpusId corpus,
    int firstChunk,
    int chunks,
    long tokens,
    Path file,
    long bytes,
    String sha256,
    double seconds,
    Provenance provenance) {}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import java.nio.file.Path;

/** Sums over some pool chunks of a corpus, whose file is complete on disk. */
public record NewLedgerBlock(
    CorpusId corpus,
    int firstChunk,
    int chunks,
    long tokens,
    Path file,
    long bytes,
    String sha256,
    double seconds,
    Provenance provenance) {}

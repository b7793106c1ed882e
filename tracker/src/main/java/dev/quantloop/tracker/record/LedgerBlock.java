package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.CorpusId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Sums of squared activations over some pool chunks of a corpus; blocks add up to any corpus. The
 * file is complete on disk.
 *
 * @param tokensSha256 of the tokens, as int32 little-endian; empty where they are not known
 * @param seconds that computing it took, wherever that was
 */
public record LedgerBlock(
    CorpusId corpus,
    int firstChunk,
    int chunks,
    long tokens,
    Path file,
    long bytes,
    String sha256,
    Optional<String> tokensSha256,
    BlockOrigin origin,
    double seconds,
    Provenance provenance) {
  /** The same, of which it is known what tokens its sums are of. */
  public LedgerBlock ofTokens(String tokens) {
    return new LedgerBlock(
        corpus,
        firstChunk,
        chunks,
        this.tokens,
        file,
        bytes,
        sha256,
        Optional.of(tokens),
        origin,
        seconds,
        provenance);
  }
}

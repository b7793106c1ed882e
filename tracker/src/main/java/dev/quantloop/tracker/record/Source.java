package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.SourceId;

/**
 * A named text source with a domain; or an imatrix that was imported, of whose text nothing is
 * known.
 */
public record Source(
    SourceId id, String name, String domain, String sha256, String origin, int files, long bytes) {
  /** The domain of imatrices that were imported; no text can have it. */
  public static final String IMPORTED = "imported imatrix";

  /** How the origin of a text begins that comes with a file of the baseline's predictions. */
  public static final String LOGITS = "logits:";

  /** Whether its text and its SHA-256 are those of a file of the baseline's predictions. */
  public boolean isLogits() {
    return origin.startsWith(LOGITS);
  }

  public boolean isImported() {
    return domain.equals(IMPORTED);
  }
}

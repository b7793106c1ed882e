package dev.quantloop.tracker.record;

/**
 * Chunks of a corpus that are kept back from evaluation and calibration.
 *
 * @param part {@link DocumentPart#SEARCH} or {@link DocumentPart#HELD_OUT}
 * @param firstToken in the token file
 * @param sha256 of the tokens
 */
public record ReservedPart(DocumentPart part, long firstToken, int chunks, String sha256) {}

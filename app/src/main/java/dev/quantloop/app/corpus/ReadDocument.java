package dev.quantloop.app.corpus;

/**
 * A document that has been read into a {@link TokenSpool}.
 *
 * @param sha256 of its text; of its tokens where it is a section of a text, or has no text
 * @param bytes of its text; 0 for a section
 * @param firstToken its place in the spool
 * @param tokens how many it has
 * @param signature by which near-duplicates are known; null for a text of a few words
 */
public record ReadDocument(
    String name, String sha256, long bytes, long firstToken, long tokens, int[] signature) {}

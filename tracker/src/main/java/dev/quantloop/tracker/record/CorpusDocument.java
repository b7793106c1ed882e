package dev.quantloop.tracker.record;

import java.util.Optional;

/**
 * A document of a source, as it was read.
 *
 * @param number in the order of the source, from 0
 * @param name what the source calls it
 * @param sha256 of its text; of the tokens of a section of a text
 * @param bytes of its text; 0 for a section of one
 * @param reason why it was left out; empty for the others
 */
public record CorpusDocument(
    int number,
    String name,
    String sha256,
    long bytes,
    long tokens,
    DocumentPart part,
    Optional<String> reason) {}

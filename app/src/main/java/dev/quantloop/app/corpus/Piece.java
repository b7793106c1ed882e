package dev.quantloop.app.corpus;

/**
 * Consecutive tokens of a document that are in one chunk.
 *
 * @param document its number in the source
 * @param first of the tokens, counted in the document
 * @param tokens how many
 */
public record Piece(int document, long first, int tokens) {}

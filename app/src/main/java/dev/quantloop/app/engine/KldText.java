package dev.quantloop.app.engine;

/**
 * A text that candidates are scored on.
 *
 * @param tokens of the chunks that are left
 * @param firstChunk chunks that have been scored before
 * @param chunks of the whole text
 */
public record KldText(int[] tokens, int firstChunk, int chunks) {}

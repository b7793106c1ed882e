package dev.quantloop.tracker.view;

/**
 * Two quants on the chunks that both were evaluated on.
 *
 * @param better chunks with the lower composite
 * @param worse chunks with the higher one
 * @param common chunks of both; the rest of them came out the same
 */
public record ChunkWins(int better, int worse, int common) {}

package dev.quantloop.tracker.stats;

/** A chunk of an evaluation set; both numbers count from 0. */
public record ChunkPlace(int set, int chunk) {}

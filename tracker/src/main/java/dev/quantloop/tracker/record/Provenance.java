package dev.quantloop.tracker.record;

/**
 * What a figure was computed with. Equal provenances are stored once.
 *
 * @param cpuVariant the ggml CPU library that was loaded, "" where the backend has none
 * @param scoredPositions "second half" or "all"
 */
public record Provenance(
    String llamaVersion,
    String llamaCommit,
    String backend,
    String cpuVariant,
    int nCtx,
    int nBatch,
    int nUbatch,
    int threads,
    int gpuLayers,
    String scoredPositions,
    String programVersion) {}

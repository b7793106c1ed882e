package dev.quantloop.tracker.record;

/**
 * What tuned settings of a model hold for.
 *
 * @param device that computes: the GPUs' names, or the processor's
 * @param gpuLayers as everywhere, −1 for all; 0 where there is no GPU
 * @param nCtx tokens of a chunk
 */
public record TuningKey(String device, int gpuLayers, String llamaVersion, int nCtx) {}

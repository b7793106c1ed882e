package dev.quantloop.llama.score;

import java.util.BitSet;

/** Per scored token of one chunk, in nats. */
public record ChunkScores(int chunk, float[] kld, float[] baseNll, float[] nll, BitSet sameTop) {}

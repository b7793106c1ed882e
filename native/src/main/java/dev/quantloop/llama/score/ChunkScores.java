package dev.quantloop.llama.score;

import java.util.BitSet;

/**
 * What scoring one chunk gave, an entry per scored token in the order of the text.
 *
 * @param chunk its number in the evaluation set
 * @param kld D(P_base‖P_candidate) of the next token's distribution, nats
 * @param baseNll −log of the probability that the baseline gives the right token, nats
 * @param nll the same under the candidate; Δp = exp(−nll) − exp(−baseNll)
 * @param sameTop set where both models hold the same token to be the likeliest
 * @param baseTop the probability that the baseline gives the token that it holds to be the
 *     likeliest
 */
public record ChunkScores(
    int chunk, float[] kld, float[] baseNll, float[] nll, BitSet sameTop, float[] baseTop) {}

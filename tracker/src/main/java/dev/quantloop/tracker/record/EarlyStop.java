package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.QuantId;

/**
 * That the evaluation of a quant ended before its text did, as it was settled how it compares.
 *
 * @param referenceQuant evaluated on the whole text
 * @param change of the composite from the reference on the same chunks, relative
 * @param low lower end of its interval, as wide as the look asks for: 95 % over all looks
 * @param high upper end
 * @param p of no change, two-sided
 * @param look its number, from 1
 * @param chunks that the comparison rests on
 * @param clusters documents of these chunks, or groups of them that share a chunk
 * @param savedTokens of the text that were not evaluated
 */
public record EarlyStop(
    QuantId quant,
    QuantId referenceQuant,
    Verdict outcome,
    double change,
    double low,
    double high,
    double p,
    int look,
    int chunks,
    int allChunks,
    int clusters,
    long savedTokens) {}

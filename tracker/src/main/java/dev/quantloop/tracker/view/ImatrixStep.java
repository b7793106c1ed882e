package dev.quantloop.tracker.view;

import java.util.OptionalDouble;

/**
 * An imatrix of the growing corpus.
 *
 * @param change how far it moved from the one before, 0.1 = 10 %; empty where that is not known
 */
public record ImatrixStep(int iteration, long corpusTokens, OptionalDouble change) {}

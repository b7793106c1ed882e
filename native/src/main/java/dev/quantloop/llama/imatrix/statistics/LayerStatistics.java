package dev.quantloop.llama.imatrix.statistics;

/**
 * The statistics of a layer, over the columns of all its weights as if they were one weight's. What
 * is held against earlier layers is pooled over the weights that have one there; each is centred on
 * its own mean.
 *
 * @param weights how many there are
 * @param columns of all of them: N
 * @param plainSums whether all have sums of plain activations
 */
public record LayerStatistics(
    int layer, int weights, long columns, boolean plainSums, StatisticValues values) {}

package dev.quantloop.tracker.view;

/**
 * How far the imatrix of an iteration moved from the planned one before, for a quant type: tensors
 * weigh by their quantization error in the quant before.
 *
 * @param change 0.1 = 10 %
 */
public record WeightedChange(int iteration, String quantType, double change) {}

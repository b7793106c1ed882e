package dev.quantloop.llama.imatrix;

/** Sums of squared activations by tensor. */
public final class ImatrixSums {}

package dev.quantloop.llama;

/** A quantized file: its size and its average bits a weight. */
public record QuantizeResult(long bytes, double bitsPerWeight) {}

package dev.quantloop.llama.quantize;

import java.util.Optional;

/**
 * A quantized file: its size and its average bits a weight.
 *
 * @param sha256 of the file, lower-case hexadecimal, where it was found on the way
 * @param forecast of it, where libllama gave one
 */
public record QuantizeResult(
    long bytes, double bitsPerWeight, Optional<String> sha256, Optional<QuantForecast> forecast) {}

package dev.quantloop.llama.quantize;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A quantized model: its size and its average bits a weight.
 *
 * @param files of it: one, unless it is split
 * @param sha256 of the file, lower-case hexadecimal, where it was found on the way
 * @param forecast of it, where libllama gave one
 * @param errors as {@link QuantSeries.Quant} has them
 */
public record QuantizeResult(
    List<Path> files,
    long bytes,
    double bitsPerWeight,
    Optional<String> sha256,
    Optional<QuantForecast> forecast,
    Map<String, Double> errors) {}

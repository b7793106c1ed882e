package dev.quantloop.tracker.record;

import dev.quantloop.tracker.stats.Estimate;
import dev.quantloop.tracker.stats.Figure;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a file of another program says of a quant. There are no results of tokens behind it, so it
 * has no interval and no verdict.
 *
 * @param line of the file, from 1; 0 where it has no lines
 * @param format what the file is
 * @param label the quant, as the file calls it
 * @param tensors that alone were quantized; empty where all were
 * @param nCtx tokens of a chunk that was evaluated
 * @param figures the stored ones that the file states; the error is NaN where it states none
 */
public record ImportedResult(
    String file,
    String fileSha256,
    int line,
    String format,
    String label,
    Optional<String> quantType,
    Optional<String> tensors,
    OptionalLong bytes,
    OptionalDouble bitsPerWeight,
    OptionalInt nCtx,
    OptionalInt chunks,
    Optional<String> note,
    Map<Figure, Estimate> figures) {

  /** NaN where the file does not state it. */
  public double value(Figure figure) {
    return figures.getOrDefault(figure, new Estimate(Double.NaN, Double.NaN)).value();
  }
}

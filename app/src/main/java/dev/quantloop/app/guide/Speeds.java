package dev.quantloop.app.guide;

import dev.quantloop.tracker.LedgerBlock;
import dev.quantloop.tracker.Quant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How long the work of an experiment took so far.
 *
 * @param secondsAChunk of a new chunk of the imatrix
 * @param quantizeSeconds median by quant type
 * @param secondsAToken of a token that a quant decodes when it is evaluated, all told
 */
public record Speeds(
    OptionalDouble secondsAChunk,
    Map<String, Double> quantizeSeconds,
    OptionalDouble secondsAToken) {
  /** The evaluation of one iteration, without a break. */
  public record Evaluated(long tokens, double seconds) {}

  public Speeds {
    quantizeSeconds = Map.copyOf(quantizeSeconds);
  }

  static Speeds of(List<LedgerBlock> blocks, List<Quant> quants, List<Evaluated> evaluated) {
    long chunks = blocks.stream().mapToLong(LedgerBlock::chunks).sum();
    double seconds = blocks.stream().mapToDouble(LedgerBlock::seconds).sum();
    Map<String, Double> quantize = new HashMap<>();
    for (String type : quants.stream().map(Quant::quantType).distinct().toList()) {
      quantize.put(
          type,
          median(quants.stream().filter(q -> q.quantType().equals(type)).map(Quant::seconds))
              .orElseThrow());
    }
    return new Speeds(
        chunks == 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds / chunks),
        quantize,
        median(evaluated.stream().map(e -> e.seconds() / e.tokens())));
  }

  private static OptionalDouble median(Stream<Double> values) {
    List<Double> sorted = values.sorted().toList();
    return sorted.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2);
  }

  /** Empty where one of the types was never quantized. */
  OptionalDouble quantize(List<String> types) {
    return quantizeSeconds.keySet().containsAll(types)
        ? OptionalDouble.of(types.stream().mapToDouble(quantizeSeconds::get).sum())
        : OptionalDouble.empty();
  }
}

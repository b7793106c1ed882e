package dev.quantloop.app.guide;

import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.Quant;
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

  /** Of work that was never done. */
  static final Speeds UNKNOWN =
      new Speeds(OptionalDouble.empty(), Map.of(), OptionalDouble.empty());

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

  boolean complete() {
    return secondsAChunk.isPresent() && secondsAToken.isPresent() && !quantizeSeconds.isEmpty();
  }

  /** For a model so many times as large, and chunks so many times as long. */
  Speeds times(double model, double chunk) {
    Map<String, Double> quantize = new HashMap<>();
    quantizeSeconds.forEach((type, seconds) -> quantize.put(type, seconds * model));
    return new Speeds(times(secondsAChunk, model * chunk), quantize, times(secondsAToken, model));
  }

  private static OptionalDouble times(OptionalDouble seconds, double factor) {
    return seconds.isPresent() ? OptionalDouble.of(seconds.getAsDouble() * factor) : seconds;
  }

  /**
   * What work takes.
   *
   * @param newChunks of the imatrix
   * @param types that are quantized, each as often as it is
   * @param evaluationTokens that baseline and quants decode
   */
  Cost cost(
      int newChunks, int contextSize, List<String> types, long evaluationTokens, boolean atMost) {
    OptionalDouble seconds =
        sum(
            sum(of(newChunks, secondsAChunk), quantize(types)),
            of(evaluationTokens, secondsAToken));
    return new Cost((long) newChunks * contextSize, evaluationTokens, seconds, atMost);
  }

  private static OptionalDouble of(long amount, OptionalDouble seconds) {
    return amount == 0 ? OptionalDouble.of(0) : times(seconds, amount);
  }

  private static OptionalDouble sum(OptionalDouble a, OptionalDouble b) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() + b.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Empty where one of the types was never quantized. */
  OptionalDouble quantize(List<String> types) {
    return quantizeSeconds.keySet().containsAll(types)
        ? OptionalDouble.of(types.stream().mapToDouble(quantizeSeconds::get).sum())
        : OptionalDouble.empty();
  }
}

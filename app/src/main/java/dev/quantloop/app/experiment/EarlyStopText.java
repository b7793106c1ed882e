package dev.quantloop.app.experiment;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.EarlyStop;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.Tracker;
import java.util.Map;
import java.util.OptionalDouble;

/** What came of an evaluation that was stopped early, as people read it. */
public final class EarlyStopText {
  private EarlyStopText() {}

  /** "small.gguf is worse than large.gguf: +42.1 % (+30.2 to +54.9 %) on 16 of 64 chunks …". */
  public static String sentence(Tracker tracker, EarlyStop stop) {
    return "%s %s: %s%s on %d of %d chunks, %s; stopped early, %s saved"
        .formatted(
            name(tracker, stop.quant()),
            compared(stop.outcome()).formatted(name(tracker, stop.referenceQuant())),
            Numbers.change(stop.change(), 1),
            interval(stop),
            stop.chunks(),
            stop.allChunks(),
            Numbers.amount(stop.clusters(), "document"),
            Numbers.tokens(stop.savedTokens()));
  }

  private static String compared(Verdict outcome) {
    return switch (outcome) {
      case IMPROVED -> "is better than %s";
      case WORSE -> "is worse than %s";
      default -> "is not detectably different from %s";
    };
  }

  private static String interval(EarlyStop stop) {
    return JudgementText.interval(OptionalDouble.of(stop.low()), OptionalDouble.of(stop.high()));
  }

  public static Map<String, Object> document(Tracker tracker, EarlyStop stop) {
    Map<String, Object> document =
        Json.object(
            "name", name(tracker, stop.quant()), "reference", name(tracker, stop.referenceQuant()));
    document.putAll(RecordValues.without(stop, "quant", "reference_quant"));
    return document;
  }

  /** The label of a file that was judged, or the iteration and type of a quant. */
  public static String name(Tracker tracker, QuantId id) {
    Quant quant = tracker.iterations().quant(id);
    Iteration iteration = tracker.iterations().get(quant.iteration());
    return iteration.label().orElseGet(() -> iteration.inWords() + ", " + quant.quantType());
  }
}

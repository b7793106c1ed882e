package dev.quantloop.app.format;

import dev.quantloop.tracker.record.NoiseFloor;
import java.util.Optional;

/** What rounding alone does to figures, as people read it. */
public final class NoiseFloorText {
  private NoiseFloorText() {}

  /** "0.0000012", the composite of the baseline against itself. */
  public static String composite(NoiseFloor floor) {
    return Numbers.significant(floor.statistics().composite(), 2);
  }

  /**
   * What was measured, and how; a sentence without its end.
   *
   * @param stored whether the baseline's logits are in a file
   */
  public static String of(Optional<NoiseFloor> measured, boolean stored) {
    return measured
        .map(
            floor ->
                "composite %s, the baseline against %s on %s; a smaller difference is none"
                    .formatted(
                        composite(floor),
                        floor.isOfStored() ? "its stored logits" : "itself",
                        Numbers.amount(floor.chunks(), "chunk") + otherwise(floor)))
        .orElse(
            stored
                ? "not measured against stored logits"
                : "not measured yet; the next run that evaluates does it");
  }

  private static String otherwise(NoiseFloor floor) {
    return floor.isOfStored()
        ? ""
        : " (-ub %d -t %d instead of -ub %d -t %d)"
            .formatted(
                floor.otherUbatch(),
                floor.otherThreads(),
                floor.provenance().nUbatch(),
                floor.provenance().threads());
  }

  public static String line(Optional<NoiseFloor> measured, boolean stored) {
    return "Noise floor: " + of(measured, stored) + ".";
  }
}

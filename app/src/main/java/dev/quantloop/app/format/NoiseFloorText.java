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

  /** What was measured, and how; a sentence without its end. */
  public static String of(Optional<NoiseFloor> measured) {
    return measured
        .map(
            floor ->
                "composite %s, the baseline against itself on %s (-ub %d -t %d instead of -ub %d -t %d); a smaller difference is none"
                    .formatted(
                        composite(floor),
                        Numbers.amount(floor.chunks(), "chunk"),
                        floor.otherUbatch(),
                        floor.otherThreads(),
                        floor.provenance().nUbatch(),
                        floor.provenance().threads()))
        .orElse("not measured yet; the next run that evaluates does it");
  }

  public static String line(Optional<NoiseFloor> measured) {
    return "Noise floor: " + of(measured) + ".";
  }
}

package dev.quantloop.tracker.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of the view quarantine: a chunk that was put aside.
 *
 * @param side "calibration", "evaluation" or "held out"
 * @param source name of the source or evaluation set
 * @param chunk its number in the pool or the set
 * @param documents their names; empty where they are not known
 * @param model that computes what is not finite
 * @param tensor the first whose input is not finite; empty where the logits alone are not
 */
public record QuarantineRow(
    String side,
    String source,
    int chunk,
    Optional<String> documents,
    String model,
    Optional<String> tensor,
    Instant createdAt) {
  /** What and why, in a line for people. */
  public String line() {
    return "chunk %d of %s%s: %s of %s are not finite"
        .formatted(
            chunk,
            source,
            documents.map(names -> " (" + names + ")").orElse(""),
            tensor.map(name -> "the activations that enter " + name).orElse("the logits"),
            model);
  }
}

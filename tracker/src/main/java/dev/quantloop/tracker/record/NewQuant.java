package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ImatrixId;
import dev.quantloop.tracker.id.IterationId;
import java.nio.file.Path;
import java.util.Optional;

/** A quantized model, whose file is complete on disk; empty imatrix: quantized without one. */
public record NewQuant(
    IterationId iteration,
    Optional<ImatrixId> imatrix,
    String quantType,
    Path file,
    long bytes,
    double bitsPerWeight,
    String sha256,
    double seconds,
    Provenance provenance) {
  /** A file from outside, as an iteration of its own has it: nothing is known of its imatrix. */
  public static NewQuant judged(
      Iteration iteration,
      Path file,
      long bytes,
      double bitsPerWeight,
      String sha256,
      Provenance provenance) {
    return new NewQuant(
        iteration.id(),
        Optional.empty(),
        iteration.quantTypes().get(0),
        file,
        bytes,
        bitsPerWeight,
        sha256,
        0,
        provenance);
  }
}

package dev.quantloop.tracker.record;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is lost when one tensor of a model alone has a type.
 *
 * @param bytes of the tensor
 * @param error Σ v·(q − w)² / Σ v·w² over its weights w that become q, v being the mean square of
 *     the activations that meet them
 * @param kld mean, in nats a token; empty where it was not measured
 * @param kldLow lower end of its 95 % interval; empty where there are too few documents
 * @param composite of the same tokens
 * @param chunks that were scored
 */
public record Sensitivity(
    String tensor,
    String type,
    long bytes,
    double error,
    OptionalDouble kld,
    OptionalDouble kldLow,
    OptionalDouble kldHigh,
    OptionalDouble composite,
    OptionalInt chunks) {
  /** That was not measured. */
  public Sensitivity(String tensor, String type, long bytes, double error) {
    this(
        tensor,
        type,
        bytes,
        error,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty());
  }
}

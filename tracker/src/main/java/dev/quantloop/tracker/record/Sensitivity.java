package dev.quantloop.tracker.record;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is lost when one tensor of a model alone has a type, or one group of tensors.
 *
 * @param tensor its name, or the pattern of a group's names
 * @param bytes of the tensor; of a group with the padding after each
 * @param error Σ v·(q − w)² / Σ v·w² over its weights w that become q, v being the mean square of
 *     the activations that meet them; of a group the mean of its tensors'
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

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Types for all tensors of a model that make a file of a size. KLDs are means, in nats a token, on
 * the text that the tensors were measured on.
 *
 * @param target the size as it was asked for: Q3_K_M, 12.3MiB or 3.5bpw; or of a recipe from
 *     elsewhere "recipe NAME"
 * @param stockType that the recipe is held against
 * @param targetBytes that all tensors may take; empty where the file has not been made yet, as for
 *     what follows
 * @param bytes that they take
 * @param predictedKld the sum of what single tensors lose; of a recipe from elsewhere empty where
 *     that was not measured
 * @param kld of the whole
 * @param kldLow lower end of its 95 % interval
 * @param stockKld of the stock type
 * @param rounds that helped, after the first choice
 * @param iteration whose quant is the recipe's file
 * @param stockIteration whose quant is the stock type's
 */
public record AllocatedRecipe(
    ExperimentId experiment,
    String target,
    String stockType,
    OptionalLong targetBytes,
    OptionalLong bytes,
    OptionalDouble predictedKld,
    OptionalDouble kld,
    OptionalDouble kldLow,
    OptionalDouble kldHigh,
    OptionalDouble stockKld,
    OptionalInt rounds,
    Optional<IterationId> iteration,
    Optional<IterationId> stockIteration) {
  private static final String GIVEN = "recipe ";

  /** From elsewhere, with types that are not to be chosen. */
  public static AllocatedRecipe given(ExperimentId experiment, String name, String stockType) {
    return asked(experiment, GIVEN + name, stockType);
  }

  /** Whether its types come from elsewhere. */
  public boolean isGiven() {
    return target.startsWith(GIVEN);
  }

  /** "as large as Q3_K_M", "recipe theirs". */
  public String inWords() {
    return isGiven() ? target : "as large as " + target;
  }

  /** That is asked for. */
  public static AllocatedRecipe asked(ExperimentId experiment, String target, String stockType) {
    return new AllocatedRecipe(
        experiment,
        target,
        stockType,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What the recipe's file is called. */
  public String fileName() {
    return isGiven()
        ? "given-" + inFileNames(target.substring(GIVEN.length())) + ".gguf"
        : "recipe-" + targetInFileNames() + ".gguf";
  }

  /** The target in letters that any file's name may have. */
  public String targetInFileNames() {
    return inFileNames(target);
  }

  private static String inFileNames(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  /** The same with its files on record. */
  public AllocatedRecipe made(IterationId file, IterationId stock) {
    return new AllocatedRecipe(
        experiment,
        target,
        stockType,
        targetBytes,
        bytes,
        predictedKld,
        kld,
        kldLow,
        kldHigh,
        stockKld,
        rounds,
        Optional.of(file),
        Optional.of(stock));
  }

  /** Whether its types have been chosen and its files are on record. */
  public boolean isMade() {
    return iteration.isPresent() && stockIteration.isPresent();
  }
}

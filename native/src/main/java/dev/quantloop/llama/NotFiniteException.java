package dev.quantloop.llama;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A model computed something that is not a finite number: it is broken, or the text breaks it. */
public final class NotFiniteException extends LlamaException {
  private static final long serialVersionUID = 3L;

  private final String weight;
  private final int chunk;

  public NotFiniteException(String message) {
    this(message, null);
  }

  /**
   * @param weight the first whose input is not finite, or null
   */
  public NotFiniteException(String message, String weight) {
    this(message, weight, -1);
  }

  private NotFiniteException(String message, String weight, int chunk) {
    super(message, Remedy.PUT_CHUNKS_ASIDE);
    this.weight = weight;
    this.chunk = chunk;
  }

  /** The activations that a weight is multiplied with are not finite. */
  public static NotFiniteException input(String weight) {
    return new NotFiniteException(
        "the activations that enter "
            + weight
            + " are not finite: the model is broken, or this text breaks it",
        weight);
  }

  /** The stored logits on a chunk are not finite. */
  public static NotFiniteException logits(Path file, int chunk) {
    return new NotFiniteException(
        "%s: the logits on chunk %,d are not finite: the model that it was made with is broken, or its text breaks it"
            .formatted(file, chunk));
  }

  /**
   * The same exception where it is known on which chunk that is.
   *
   * @param place the chunk in words
   * @param number its number in what was decoded
   */
  public NotFiniteException on(String place, int number) {
    return new NotFiniteException(place + ": " + getMessage(), weight, number);
  }

  /** The first weight whose input is not finite, where that is known. */
  public Optional<String> weight() {
    return Optional.ofNullable(weight);
  }

  /** The number of the chunk in what was decoded, where it is known. */
  public OptionalInt chunk() {
    return chunk < 0 ? OptionalInt.empty() : OptionalInt.of(chunk);
  }
}

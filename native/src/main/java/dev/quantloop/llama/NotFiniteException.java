package dev.quantloop.llama;

import java.util.Optional;

/** A model computed something that is not a finite number: it is broken, or the text breaks it. */
public final class NotFiniteException extends LlamaException {
  private static final long serialVersionUID = 2L;

  private final String weight;

  public NotFiniteException(String message) {
    this(message, null);
  }

  /**
   * @param weight the first whose input is not finite, or null
   */
  public NotFiniteException(String message, String weight) {
    super(message);
    this.weight = weight;
  }

  /** The activations that a weight is multiplied with are not finite. */
  public static NotFiniteException input(String weight) {
    return new NotFiniteException(
        "the activations that enter "
            + weight
            + " are not finite: the model is broken, or this text breaks it",
        weight);
  }

  /** The first weight whose input is not finite, where that is known. */
  public Optional<String> weight() {
    return Optional.ofNullable(weight);
  }
}

package dev.quantloop.app.engine;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.NotFiniteException;

/**
 * A chunk that was put aside, because what a model computes on it is not a finite number.
 *
 * @param chunk its number in the text
 * @param text the name of the text
 * @param tensor the first weight whose input is not finite; empty where that is not known
 */
public record QuarantinedChunk(int chunk, String text, String tensor) {
  public static QuarantinedChunk of(int chunk, String text, NotFiniteException reason) {
    return new QuarantinedChunk(chunk, text, reason.weight().orElse(""));
  }

  /** llama-perplexity wants as much, so that a figure means something. */
  public static final int LEAST_EVALUATED = 2;

  /**
   * The one place that asks whether enough chunks are left.
   *
   * @param left chunks that count
   * @param least so many are enough
   * @param aside chunks that were put aside
   * @param text that they are of, in words
   * @throws UserException if they are too few because of those
   */
  public static void requireLeft(int left, int least, int aside, String text) {
    if (aside > 0 && left < least) {
      throw new UserException(
          left == 0
              ? "no chunk of %s is left: all %d are put aside".formatted(text, aside)
              : "too few chunks of %s are left, %d, as %d are put aside"
                  .formatted(text, left, aside));
    }
  }

  /** One sentence, for people. */
  public String line() {
    return "chunk %d of %s is put aside: %s not finite"
        .formatted(
            chunk,
            text,
            tensor.isEmpty() ? "logits are" : "the activations that enter " + tensor + " are");
  }
}

package dev.quantloop.app.engine;

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

  /** One sentence, for people. */
  public String line() {
    return "chunk %d of %s is put aside: %s not finite"
        .formatted(
            chunk,
            text,
            tensor.isEmpty() ? "logits are" : "the activations that enter " + tensor + " are");
  }
}

package dev.quantloop.llama;

/** A model computed something that is no number: it is broken, or the text breaks it. */
public final class NotFiniteException extends LlamaException {
  private static final long serialVersionUID = 1L;

  public NotFiniteException(String message) {
    super(message);
  }
}

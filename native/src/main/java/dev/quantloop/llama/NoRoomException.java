package dev.quantloop.llama;

/** A device has no room for a model or a context; with less on it, the same may work. */
public final class NoRoomException extends LlamaException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}

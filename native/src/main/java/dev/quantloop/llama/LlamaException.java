package dev.quantloop.llama;

/**
 * A failure that the user can act on: the message is one line, says what is wrong with which file
 * or setting, and what to do. Everything that this module refuses on purpose is thrown as this
 * type.
 */
public class LlamaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LlamaException(String message) {
    super(message);
  }

  public LlamaException(String message, Throwable cause) {
    super(message, cause);
  }
}

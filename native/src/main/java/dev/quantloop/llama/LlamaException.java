package dev.quantloop.llama;

import java.util.Optional;

/**
 * A failure that the user can act on: the message is one line and says what is wrong with which
 * file or setting, the remedy what to do where that takes an option of the program. Everything that
 * this module refuses on purpose is thrown as this type.
 */
public class LlamaException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  private final Remedy remedy;

  public LlamaException(String message) {
    this(message, (Remedy) null);
  }

  public LlamaException(String message, Throwable cause) {
    super(message, cause);
    this.remedy = null;
  }

  public LlamaException(String message, Remedy remedy) {
    super(message);
    this.remedy = remedy;
  }

  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }
}

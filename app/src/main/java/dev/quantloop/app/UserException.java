package dev.quantloop.app;

/**
 * A failure that the user can act on: the message is one line, says what is wrong with which file
 * or flag, and what to do about it. Printed as it stands, without a trace.
 */
public class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserException(String message) {
    super(message);
  }

  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}

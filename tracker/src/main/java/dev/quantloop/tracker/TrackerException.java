package dev.quantloop.tracker;

/**
 * A failure of the history that the user can act on: the message is one line, says what is wrong
 * with which file or name, and what to do.
 */
public class TrackerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrackerException(String message) {
    super(message);
  }

  public TrackerException(String message, Throwable cause) {
    super(message, cause);
  }
}

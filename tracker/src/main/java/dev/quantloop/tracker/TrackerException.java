package dev.quantloop.tracker;

import java.util.Optional;

/**
 * A failure of the history that the user can act on: the message is one line and says what is wrong
 * with which file or name, the remedy what to do where that takes a command or option of the
 * program.
 */
public class TrackerException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  private final TrackerRemedy remedy;
  private final String subject;

  public TrackerException(String message) {
    this(message, (TrackerRemedy) null);
  }

  public TrackerException(String message, Throwable cause) {
    this(message, null, "", cause);
  }

  public TrackerException(String message, TrackerRemedy remedy) {
    this(message, remedy, "", null);
  }

  /**
   * @param subject name of the experiment that the remedy is about, "" for none
   */
  public TrackerException(String message, TrackerRemedy remedy, String subject, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
    this.subject = subject;
  }

  public Optional<TrackerRemedy> remedy() {
    return Optional.ofNullable(remedy);
  }

  public String subject() {
    return subject;
  }
}

package dev.quantloop.app.doctor;

/**
 * What a check found.
 *
 * @param subject what was looked at
 * @param level how bad it is
 * @param detail one line
 */
public record Finding(String subject, Level level, String detail) {
  /** How bad a finding is. */
  public enum Level {
    OK,
    /** Something will not work, or not well, but the program can be used. */
    WARNING,
    /** The program can't be used until this is mended. */
    FAILURE
  }

  static Finding ok(String subject, String detail) {
    return new Finding(subject, Level.OK, detail);
  }

  static Finding warning(String subject, String detail) {
    return new Finding(subject, Level.WARNING, detail);
  }

  static Finding failure(String subject, String detail) {
    return new Finding(subject, Level.FAILURE, detail);
  }
}

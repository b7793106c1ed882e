package dev.quantloop.app;

/** A {@link UserException} about the command line itself: the exit code is 2. */
public final class UsageException extends UserException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}

package dev.quantloop.app.source;

/** A record is no use, for the reason in the message; the next one may be. */
public final class BrokenRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokenRecordException(String reason) {
    super(reason);
  }
}

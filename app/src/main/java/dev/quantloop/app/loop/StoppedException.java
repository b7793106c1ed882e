package dev.quantloop.app.loop;

/** Unwinds the loop after somebody asked it to stop; everything complete is committed. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoppedException() {
    super("stopped on request", null, false, false);
  }
}

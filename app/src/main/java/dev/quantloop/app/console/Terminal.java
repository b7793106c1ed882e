package dev.quantloop.app.console;

/** What is known of the terminal behind the standard streams. */
public interface Terminal {
  boolean inputIsTerminal();

  boolean outputIsTerminal();

  boolean errorIsTerminal();

  /** Columns now; a window may be resized at any moment. */
  int width();

  /** Whether bars may be drawn with characters beyond ASCII. */
  boolean unicode();
}

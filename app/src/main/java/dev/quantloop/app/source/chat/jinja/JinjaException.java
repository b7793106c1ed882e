package dev.quantloop.app.source.chat.jinja;

/** A template can't be rendered with these values; with others it may. */
public class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  JinjaException(String message) {
    this(message, 0);
  }

  JinjaException(String message, int line) {
    super(message);
    this.line = line;
  }

  /** The same at a line of the template, unless that is known. */
  JinjaException at(int place) {
    return line > 0 ? this : new JinjaException(getMessage() + ", line " + place, place);
  }

  int line() {
    return line;
  }
}

package dev.quantloop.app.source.chat.jinja;

/** The template itself refuses the values, with its own message. */
public final class RaisedException extends JinjaException {
  private static final long serialVersionUID = 1L;

  RaisedException(String message) {
    super(message);
  }

  @Override
  RaisedException at(int place) {
    return this;
  }
}

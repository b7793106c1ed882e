package dev.quantloop.app.source.chat.jinja;

/** A template is wrong, or uses what is not supported: it can be rendered with no values. */
public final class JinjaSyntaxException extends JinjaException {
  private static final long serialVersionUID = 1L;

  JinjaSyntaxException(String message) {
    super(message);
  }

  JinjaSyntaxException(String message, int line) {
    super(line > 0 ? message + ", line " + line : message, line);
  }

  @Override
  JinjaSyntaxException at(int place) {
    return line() > 0 ? this : new JinjaSyntaxException(getMessage(), place);
  }
}

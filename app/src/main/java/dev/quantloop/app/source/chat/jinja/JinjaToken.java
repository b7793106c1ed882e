package dev.quantloop.app.source.chat.jinja;

/**
 * A piece of a template.
 *
 * @param text of a string with its escapes resolved
 */
record JinjaToken(Kind kind, String text, int line) {
  enum Kind {
    /** Text between tags. */
    TEXT,
    BEGIN_STATEMENT,
    END_STATEMENT,
    BEGIN_OUTPUT,
    END_OUTPUT,
    NAME,
    STRING,
    INTEGER,
    DECIMAL,
    OPERATOR,
    END
  }

  boolean is(String operatorOrName) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrName);
  }
}

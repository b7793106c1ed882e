package dev.quantloop.app.source.chat.jinja;

/** What writes text or changes names. */
@FunctionalInterface
interface Statement {
  /** How it ended: inside a loop it may have left the body early. */
  enum End {
    NORMAL,
    BREAK,
    CONTINUE
  }

  End run(Scope scope);
}

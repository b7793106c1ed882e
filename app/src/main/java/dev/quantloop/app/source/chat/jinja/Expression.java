package dev.quantloop.app.source.chat.jinja;

/** What has a value. */
@FunctionalInterface
interface Expression {
  Object of(Scope scope);
}

package dev.quantloop.app.source.chat.jinja;

/** Python's None, which is also what JSON's null becomes. */
enum None {
  NONE
}

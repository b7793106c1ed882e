package dev.quantloop.app.source.chat.jinja;

/** What a name stands for that nothing was given for: empty, false, and good for nothing else. */
record Undefined(String name) {
  JinjaException use() {
    return new JinjaException("'" + name + "' is undefined");
  }
}

package dev.quantloop.app.source.chat.jinja;

import java.util.HashMap;
import java.util.Map;

/** The names that can be seen at a place of a template, and where its text goes. */
final class Scope {
  private final Scope outer;
  private final Effort effort;
  private final StringBuilder out;
  private final Map<String, Object> names = new HashMap<>();

  private Scope(Scope outer, Effort effort, StringBuilder out) {
    this.outer = outer;
    this.effort = effort;
    this.out = out;
  }

  static Scope outermost(StringBuilder out) {
    return new Scope(null, new Effort(), out);
  }

  /** One in which more names can be set, without effect on this one. */
  Scope inner() {
    return new Scope(this, effort, out);
  }

  /** The same with text that goes somewhere else. */
  Scope writingTo(StringBuilder other) {
    return new Scope(this, effort, other);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.names.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Undefined(name);
  }

  void set(String name, Object value) {
    names.put(name, value);
  }

  void write(String text) {
    out.append(text);
    effort.spend(1 + text.length());
  }

  Effort effort() {
    return effort;
  }

  /** Templates come with models out of the net: one must not compute or write for ever. */
  static final class Effort {
    /** What a call or a turn of a loop counts for, in characters. */
    static final int A_CALL = 50;

    /** Conversations of some megabytes stay far below. */
    private static final long MOST_STEPS = 200_000_000;

    private long steps;

    void spend(long count) {
      steps += count;
      if (steps > MOST_STEPS) {
        throw new JinjaException("it takes too long");
      }
    }
  }
}

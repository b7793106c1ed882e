package dev.quantloop.app.source.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a template makes to change names from inside of loops. */
final class JinjaNamespace extends LinkedHashMap<Object, Object> {
  private static final long serialVersionUID = 1L;

  JinjaNamespace(JinjaFunction.Arguments given) {
    if (!given.values().isEmpty() && given.first() instanceof Map<?, ?> first) {
      putAll(first);
    }
    putAll(given.named());
  }
}

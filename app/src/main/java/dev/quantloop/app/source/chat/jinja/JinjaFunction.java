package dev.quantloop.app.source.chat.jinja;

import java.util.List;
import java.util.Map;

/** What can be called in a template. */
@FunctionalInterface
interface JinjaFunction {
  Object call(Arguments arguments);

  /** A function, a filter or a test is given these. */
  record Arguments(List<Object> values, Map<String, Object> named) {
    /** By its place or its name; null where it is not given. */
    Object get(int index, String name) {
      return index < values.size() ? values.get(index) : named.get(name);
    }

    Object get(int index, String name, Object otherwise) {
      Object value = get(index, name);
      return value == null ? otherwise : value;
    }

    Object first() {
      if (values.isEmpty()) {
        throw new JinjaException("an argument is missing");
      }
      return values.get(0);
    }
  }
}

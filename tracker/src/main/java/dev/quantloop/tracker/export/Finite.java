package dev.quantloop.tracker.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON has no number for infinity and none for what is no number: they become null. */
final class Finite {
  private Finite() {}

  /** A document of maps, lists and plain values. */
  static Object of(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? number : null;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> finite = new LinkedHashMap<>();
      map.forEach((name, entry) -> finite.put(name, of(entry)));
      return finite;
    } else if (value instanceof List<?> list) {
      List<Object> finite = new ArrayList<>();
      list.forEach(entry -> finite.add(of(entry)));
      return finite;
    }
    return value;
  }
}

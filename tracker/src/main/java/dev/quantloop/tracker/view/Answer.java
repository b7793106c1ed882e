package dev.quantloop.tracker.view;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Receives the result of a query as it is read. */
public interface Answer {
  /** Called once, before the first row. */
  void columns(List<String> names);

  /** Each value is a Long, Integer, Double, String, byte[] or null. */
  void row(List<Object> values);

  /** Asked after each row: whether no more are wanted. */
  default boolean full() {
    return false;
  }

  /** Called once, after the last row. */
  default void end() {}

  /** A value as text formats can carry it: bytes as hexadecimal digits. */
  static Object plain(Object value) {
    return value instanceof byte[] blob ? HexFormat.of().formatHex(blob) : value;
  }

  /** A row's values, {@linkplain #plain plain}, by the names of their columns. */
  static Map<String, Object> object(List<String> names, List<Object> values) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      object.put(names.get(i), plain(values.get(i)));
    }
    return object;
  }
}

package dev.quantloop.tracker.view;

import java.util.List;

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
}

package dev.quantloop.tracker.export;

import java.util.HexFormat;

/** Values of an answer, as text formats can carry them. */
final class Values {
  private Values() {}

  static Object plain(Object value) {
    return value instanceof byte[] blob ? HexFormat.of().formatHex(blob) : value;
  }

  /** JSON has no number for infinity. */
  static Object finite(Object value) {
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }
}

package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.format.Numbers;
import java.math.BigDecimal;
import java.util.Comparator;

/** Values of an answer: shown, and in order. */
final class SqlValue {
  /** Stands for bytes, which are too big to be kept and nothing to look at. */
  record Blob(int bytes) {}

  /** As SQLite orders: nothing first, then numbers, then texts, then bytes. */
  static final Comparator<Object> ORDER =
      Comparator.<Object>comparingInt(SqlValue::rank).thenComparing(SqlValue::compareAlike);

  private static final double EXACT_BELOW = 1e15;
  private static final double PLAIN_ABOVE = 1e-6;

  private SqlValue() {}

  static Object kept(Object value) {
    return value instanceof byte[] bytes ? new Blob(bytes.length) : value;
  }

  /** Numbers without an exponent where that is readable; nothing for null. */
  static String text(Object value) {
    if (value == null) {
      return "";
    } else if (value instanceof Double number) {
      double size = Math.abs(number);
      boolean plain = size == 0 || (size < EXACT_BELOW && size >= PLAIN_ABOVE);
      return plain ? new BigDecimal(number.toString()).toPlainString() : number.toString();
    } else if (value instanceof Blob blob) {
      return Numbers.amount(blob.bytes(), "byte");
    }
    return value.toString();
  }

  private static int rank(Object value) {
    if (value == null) {
      return 0;
    } else if (value instanceof Number) {
      return 1;
    }
    return value instanceof String ? 2 : 3;
  }

  private static int compareAlike(Object one, Object other) {
    if (one instanceof Double || other instanceof Double) {
      return Double.compare(((Number) one).doubleValue(), ((Number) other).doubleValue());
    } else if (one instanceof Number number) {
      return Long.compare(number.longValue(), ((Number) other).longValue());
    } else if (one instanceof Blob blob) {
      return Integer.compare(blob.bytes(), ((Blob) other).bytes());
    }
    return one == null ? 0 : ((String) one).compareTo((String) other);
  }
}

package dev.quantloop.app.source.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Python's values as templates know them: String, Boolean, Long, Double, {@link None}, lists (also
 * for tuples) and maps in order. Whole numbers that a Long can't hold are decimal.
 */
final class PythonValues {
  /** What a template may make at once by multiplying, or count through with range. */
  private static final int MOST_AT_ONCE = 100_000;

  private PythonValues() {}

  /** A copy of what was read from JSON, which a template may change. */
  static Object copy(Object value) {
    if (value == null) {
      return None.NONE;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(copy(key), copy(element)));
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(copy(element)));
      return copy;
    } else if (value instanceof BigInteger large && large.bitLength() < Long.SIZE
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    } else if (value instanceof BigDecimal
        || value instanceof BigInteger
        || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    return value;
  }

  static boolean truth(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    } else if (value instanceof Number number) {
      return number.doubleValue() != 0;
    } else if (value instanceof String text) {
      return !text.isEmpty();
    } else if (value instanceof List<?> list) {
      return !list.isEmpty();
    } else if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return !(value instanceof None || value instanceof Undefined);
  }

  static boolean equal(Object a, Object b) {
    Number x = numberOf(a);
    Number y = numberOf(b);
    if (x != null && y != null) {
      return compareNumbers(x, y) == 0;
    } else if (a instanceof List<?> one && b instanceof List<?> other) {
      return one.size() == other.size() && equalElements(one, other);
    } else if (a instanceof Map<?, ?> one && b instanceof Map<?, ?> other) {
      return one.keySet().equals(other.keySet())
          && one.entrySet().stream().allMatch(e -> equal(e.getValue(), other.get(e.getKey())));
    } else if (a instanceof Undefined && b instanceof Undefined) {
      return true;
    }
    return Objects.equals(a, b);
  }

  private static boolean equalElements(List<?> one, List<?> other) {
    for (int i = 0; i < one.size(); i++) {
      if (!equal(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Truths are numbers, too; null for what is no number. */
  private static Number numberOf(Object value) {
    return value instanceof Boolean truth
        ? Long.valueOf(truth ? 1 : 0)
        : value instanceof Number number ? number : null;
  }

  private static int compareNumbers(Number x, Number y) {
    return x instanceof Long && y instanceof Long
        ? Long.compare(x.longValue(), y.longValue())
        : Double.compare(x.doubleValue() + 0.0, y.doubleValue() + 0.0);
  }

  static int compare(Object a, Object b) {
    Number x = numberOf(a);
    Number y = numberOf(b);
    if (x != null && y != null) {
      return compareNumbers(x, y);
    } else if (a instanceof String one && b instanceof String other) {
      return one.compareTo(other);
    } else if (a instanceof List<?> one && b instanceof List<?> other) {
      for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
        int order = compare(one.get(i), other.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(one.size(), other.size());
    }
    throw new JinjaException("%s and %s have no order".formatted(typeOf(a), typeOf(b)));
  }

  /** For messages. */
  static String typeOf(Object value) {
    if (value instanceof Undefined undefined) {
      return "undefined '" + undefined.name() + "'";
    } else if (value instanceof None) {
      return "None";
    } else if (value instanceof String) {
      return "a string";
    } else if (value instanceof Number || value instanceof Boolean) {
      return "a number";
    } else if (value instanceof List<?>) {
      return "a list";
    }
    return value instanceof Map<?, ?> ? "an object" : "a function";
  }

  static Object arithmetic(String operator, Object a, Object b) {
    if (a instanceof Undefined undefined) {
      throw undefined.use();
    } else if (b instanceof Undefined undefined) {
      throw undefined.use();
    }
    Number x = numberOf(a);
    Number y = numberOf(b);
    if (x != null && y != null) {
      return numeric(operator, x, y);
    } else if (operator.equals("+") && a instanceof String one && b instanceof String other) {
      return one + other;
    } else if (operator.equals("+") && a instanceof List<?> one && b instanceof List<?> other) {
      List<Object> joined = new ArrayList<>(one);
      joined.addAll(other);
      return joined;
    } else if (operator.equals("*") && a instanceof String text && y instanceof Long count) {
      return text.repeat(times(count, text.length()));
    } else if (operator.equals("*") && x instanceof Long count && b instanceof String text) {
      return text.repeat(times(count, text.length()));
    } else if (operator.equals("%") && a instanceof String format) {
      return PythonFormat.percent(format, b instanceof List<?> list ? list : List.of(b));
    }
    throw new JinjaException("can't compute %s %s %s".formatted(typeOf(a), operator, typeOf(b)));
  }

  private static int times(long count, int length) {
    if (count * Math.max(1, length) > MOST_AT_ONCE) {
      throw new JinjaException("it multiplies a string too often");
    }
    return (int) Math.max(0, count);
  }

  private static Object numeric(String operator, Number x, Number y) {
    if ("//%".contains(operator) && y.doubleValue() == 0) {
      throw new JinjaException("division by zero");
    }
    if (x instanceof Long && y instanceof Long && !operator.equals("/")) {
      long a = x.longValue();
      long b = y.longValue();
      try {
        return switch (operator) {
          case "+" -> Math.addExact(a, b);
          case "-" -> Math.subtractExact(a, b);
          case "*" -> Math.multiplyExact(a, b);
          case "//" -> Math.floorDiv(a, b);
          case "%" -> Math.floorMod(a, b);
          default -> power(a, b);
        };
      } catch (ArithmeticException e) {
        throw new JinjaException("a number becomes too large");
      }
    }
    double a = x.doubleValue();
    double b = y.doubleValue();
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      default -> Math.pow(a, b);
    };
  }

  private static Object power(long a, long b) {
    if (b < 0 || b > Long.SIZE) {
      return Math.pow(a, b);
    }
    return BigInteger.valueOf(a).pow((int) b).longValueExact();
  }

  static boolean contains(Object container, Object wanted) {
    if (container instanceof String text) {
      if (wanted instanceof String part) {
        return text.contains(part);
      }
      throw new JinjaException("%s can't be in a string".formatted(typeOf(wanted)));
    } else if (container instanceof Map<?, ?> map) {
      return map.containsKey(wanted);
    }
    return elements(container).stream().anyMatch(element -> equal(element, wanted));
  }

  /** What a loop goes through. */
  static List<Object> elements(Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    } else if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    } else if (value instanceof String text) {
      return new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
    } else if (value instanceof Undefined) {
      return new ArrayList<>();
    }
    throw new JinjaException(typeOf(value) + " has no elements");
  }

  static long length(Object value) {
    return value instanceof String text
        ? text.codePointCount(0, text.length())
        : value instanceof Map<?, ?> map
            ? map.size()
            : value instanceof List<?> list ? list.size() : elements(value).size();
  }

  /** An element of a list or string, a value of a map; undefined where there is none. */
  static Object item(Object from, Object key) {
    if (from instanceof Undefined undefined) {
      throw undefined.use();
    } else if (from instanceof Map<?, ?> map) {
      Object value = map.get(key);
      return value == null ? new Undefined(PythonText.str(key)) : value;
    } else if (key instanceof Long index && (from instanceof List<?> || from instanceof String)) {
      long length = length(from);
      long place = index < 0 ? index + length : index;
      if (place < 0 || place >= length) {
        return new Undefined("element " + index);
      }
      return from instanceof List<?> list ? list.get((int) place) : elements(from).get((int) place);
    }
    return new Undefined(PythonText.str(key));
  }

  /** Null stands for what is left out. */
  static Object slice(Object from, Long start, Long stop, Long step) {
    if (from instanceof Undefined undefined) {
      throw undefined.use();
    }
    List<Object> all = elements(from);
    long stride = step == null ? 1 : step;
    if (stride == 0) {
      throw new JinjaException("a slice has the step 0");
    }
    boolean forward = stride > 0;
    long first = bound(start, all.size(), forward ? 0 : all.size() - 1, forward);
    long end = bound(stop, all.size(), forward ? all.size() : -1, forward);
    List<Object> taken = new ArrayList<>();
    for (long i = first; forward ? i < end : i > end; i += stride) {
      taken.add(all.get((int) i));
    }
    return from instanceof String
        ? String.join("", taken.stream().map(String.class::cast).toList())
        : taken;
  }

  private static long bound(Long given, int size, long otherwise, boolean forward) {
    if (given == null) {
      return otherwise;
    }
    long place = given < 0 ? given + size : given;
    return forward ? Math.max(0, Math.min(size, place)) : Math.max(-1, Math.min(size - 1, place));
  }

  static List<Object> range(long start, long stop, long step) {
    if (step == 0) {
      throw new JinjaException("a range has the step 0");
    }
    List<Object> range = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      if (range.size() == MOST_AT_ONCE) {
        throw new JinjaException("a range has more than " + MOST_AT_ONCE + " elements");
      }
      range.add(i);
    }
    return range;
  }

  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new JinjaException("a string is wanted, not " + typeOf(value));
  }

  static long whole(Object value) {
    if (numberOf(value) instanceof Long number) {
      return number;
    }
    throw new JinjaException("a whole number is wanted, not " + typeOf(value));
  }
}

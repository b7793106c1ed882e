package dev.quantloop.app.source.chat.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How Python writes values: str, repr and json.dumps. */
final class PythonText {
  private static final int MOST_PLAIN_EXPONENT = 16;
  private static final int LEAST_PLAIN_EXPONENT = -4;

  private PythonText() {}

  /** Resolves the escapes of a string literal; unknown ones stay. */
  static String unescaped(String literal) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c != '\\' || i + 1 == literal.length()) {
        text.append(c);
        continue;
      }
      char escape = literal.charAt(++i);
      int plain = "\\'\"ntrbfva0\n".indexOf(escape);
      int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
      if (plain >= 0) {
        text.append(
            List.of("\\", "'", "\"", "\n", "\t", "\r", "\b", "\f", "\u000b", "\u0007", "\0", "")
                .get(plain));
      } else if (digits > 0 && i + digits < literal.length()) {
        text.appendCodePoint(codePoint(literal.substring(i + 1, i + 1 + digits)));
        i += digits;
      } else {
        text.append('\\').append(escape);
      }
    }
    return text.toString();
  }

  private static int codePoint(String hex) {
    try {
      int code = Integer.parseInt(hex, 16);
      if (Character.isValidCodePoint(code)) {
        return code;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new JinjaSyntaxException("a string has the wrong escape \\u" + hex);
  }

  static String str(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Undefined) {
      return "";
    }
    return repr(value);
  }

  static String repr(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    } else if (value instanceof None) {
      return "None";
    } else if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    } else if (value instanceof Double number) {
      return decimal(number);
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof Collection<?> list) {
      return list.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof Undefined) {
      return "Undefined";
    }
    return value instanceof Number ? value.toString() : "<function>";
  }

  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\\' -> quoted.append("\\\\");
        default -> {
          if (c == quote) {
            quoted.append('\\').append(c);
          } else if (c < ' ' || c == '\u007f') {
            quoted.append("\\x%02x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append(quote).toString();
  }

  /** The shortest text that is this number, as both languages have it, in Python's form. */
  private static String decimal(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    } else if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    java.math.BigDecimal exact = new java.math.BigDecimal(Double.toString(number));
    exact = exact.stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= LEAST_PLAIN_EXPONENT && exponent < MOST_PLAIN_EXPONENT) {
      String plain = exact.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return "%s%s%se%s%02d"
        .formatted(
            number < 0 ? "-" : "",
            digits.charAt(0),
            fraction,
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }

  /** How JSON is written. */
  record JsonStyle(boolean ascii, boolean sorted, int indent, String comma, String colon) {}

  static String json(Object value, JsonStyle style) {
    StringBuilder out = new StringBuilder();
    json(value, style, 0, out);
    return out.toString();
  }

  private static void json(Object value, JsonStyle style, int depth, StringBuilder out) {
    if (value instanceof String text) {
      jsonText(text, style.ascii(), out);
    } else if (value instanceof Map<?, ?> map) {
      var entries =
          map.entrySet().stream()
              .sorted((a, b) -> style.sorted() ? PythonValues.compare(a.getKey(), b.getKey()) : 0)
              .toList();
      String between = "{";
      for (var entry : entries) {
        out.append(between);
        newLine(style, depth + 1, out);
        jsonText(key(entry.getKey()), style.ascii(), out);
        out.append(style.colon());
        json(entry.getValue(), style, depth + 1, out);
        between = style.comma();
      }
      end(entries.isEmpty(), "{}", style, depth, out);
    } else if (value instanceof List<?> list) {
      String between = "[";
      for (Object element : list) {
        out.append(between);
        newLine(style, depth + 1, out);
        json(element, style, depth + 1, out);
        between = style.comma();
      }
      end(list.isEmpty(), "[]", style, depth, out);
    } else if (value instanceof None) {
      out.append("null");
    } else if (value instanceof Boolean || value instanceof Number) {
      out.append(jsonNumber(value));
    } else {
      throw new JinjaException(
          value instanceof Undefined undefined
              ? undefined.use().getMessage()
              : "a function can't be written as JSON");
    }
  }

  private static String key(Object key) {
    return key instanceof String text ? text : key instanceof None ? "null" : jsonNumber(key);
  }

  private static String jsonNumber(Object value) {
    return value instanceof Double number && !Double.isFinite(number)
        ? Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
        : value instanceof Boolean ? value.toString() : repr(value);
  }

  private static void end(
      boolean empty, String brackets, JsonStyle style, int depth, StringBuilder out) {
    if (empty) {
      out.append(brackets);
    } else {
      newLine(style, depth, out);
      out.append(brackets.charAt(1));
    }
  }

  private static void newLine(JsonStyle style, int depth, StringBuilder out) {
    if (style.indent() >= 0) {
      out.append('\n').append(" ".repeat(style.indent() * depth));
    }
  }

  private static void jsonText(String text, boolean ascii, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      int escape = "\"\\\n\r\t\b\f".indexOf(c);
      if (escape >= 0) {
        out.append('\\').append("\"\\nrtbf".charAt(escape));
      } else if (c < ' ' || ascii && c > '~') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}

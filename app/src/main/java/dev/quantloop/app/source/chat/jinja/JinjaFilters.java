package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaFunction.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jinja's filters: functions of the value before the bar and of further arguments. */
final class JinjaFilters {
  private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]+");

  private static final Map<String, JinjaFunction> ALL = new HashMap<>();

  static {
    ALL.put("tojson", JinjaFilters::json);
    ALL.put("length", given -> PythonValues.length(given.first()));
    ALL.put("count", given -> PythonValues.length(given.first()));
    ALL.put("string", given -> PythonText.str(given.first()));
    ALL.put("safe", given -> PythonText.str(given.first()));
    ALL.put(
        "trim", given -> PythonMethods.stripped(text(given), given.get(1, "chars"), true, true));
    ALL.put("upper", given -> text(given).toUpperCase(Locale.ROOT));
    ALL.put("lower", given -> text(given).toLowerCase(Locale.ROOT));
    ALL.put("title", given -> title(text(given)));
    ALL.put("capitalize", given -> PythonMethods.capitalized(text(given)));
    ALL.put("replace", given -> PythonMethods.replaced(text(given), rest(given)));
    ALL.put("escape", JinjaFilters::escaped);
    ALL.put("e", JinjaFilters::escaped);
    ALL.put("format", given -> PythonFormat.percent(text(given), rest(given).values()));
    ALL.put("indent", JinjaFilters::indented);
    ALL.put("default", JinjaFilters::otherwise);
    ALL.put("d", JinjaFilters::otherwise);
    ALL.put("items", JinjaFilters::items);
    ALL.put("dictsort", JinjaFilters::itemsInOrder);
    ALL.put("list", given -> elements(given));
    ALL.put("join", JinjaFilters::joined);
    ALL.put("first", given -> end(elements(given), "first", 0));
    ALL.put("last", given -> end(elements(given), "last", -1));
    ALL.put("reverse", JinjaFilters::reversed);
    ALL.put("sort", JinjaFilters::sorted);
    ALL.put("unique", JinjaFilters::unique);
    ALL.put("min", given -> Collections.min(elements(given), PythonValues::compare));
    ALL.put("max", given -> Collections.max(elements(given), PythonValues::compare));
    ALL.put("sum", JinjaFilters::sum);
    ALL.put("map", JinjaFilters::mapped);
    ALL.put("select", given -> filtered(given, false, true));
    ALL.put("reject", given -> filtered(given, false, false));
    ALL.put("selectattr", given -> filtered(given, true, true));
    ALL.put("rejectattr", given -> filtered(given, true, false));
    ALL.put("abs", JinjaFilters::absolute);
    ALL.put("int", JinjaFilters::toInt);
    ALL.put("float", JinjaFilters::toFloat);
    ALL.put("round", JinjaFilters::rounded);
  }

  private JinjaFilters() {}

  static JinjaFunction find(String name) {
    JinjaFunction filter = ALL.get(name);
    if (filter == null) {
      throw new JinjaSyntaxException("the filter '" + name + "' is not supported");
    }
    return filter;
  }

  private static String text(Arguments given) {
    return PythonText.str(given.first());
  }

  private static List<Object> elements(Arguments given) {
    return PythonValues.elements(given.first());
  }

  /** What is false has none, whatever it is. */
  private static List<Object> someElements(Arguments given) {
    return PythonValues.truth(given.first()) ? elements(given) : new ArrayList<>();
  }

  /** Without the value before the bar. */
  private static Arguments rest(Arguments given) {
    return new Arguments(given.values().subList(1, given.values().size()), given.named());
  }

  private static boolean flag(Arguments given, int index, String name, boolean otherwise) {
    return PythonValues.truth(given.get(index, name, otherwise));
  }

  /** As transformers has it: nothing is escaped for HTML, and letters stay as they are. */
  private static Object json(Arguments given) {
    boolean ascii = flag(given, 1, "ensure_ascii", false);
    Object indent = given.get(2, "indent", given.get(1, "indent", None.NONE));
    int width = indent instanceof Long spaces ? (int) Math.max(0, Math.min(64, spaces)) : -1;
    Object separators = given.get(3, "separators", None.NONE);
    String comma = width < 0 ? ", " : ",";
    String colon = ": ";
    if (separators instanceof List<?> both && both.size() == 2) {
      comma = PythonValues.text(both.get(0));
      colon = PythonValues.text(both.get(1));
    }
    return PythonText.json(
        given.first(),
        new PythonText.JsonStyle(ascii, flag(given, 4, "sort_keys", false), width, comma, colon));
  }

  /** Unlike the method of that name, only after blanks, dashes and opening brackets. */
  private static String title(String text) {
    return WORD.matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(PythonMethods.capitalized(word.group())));
  }

  private static Object escaped(Arguments given) {
    return text(given)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }

  private static Object indented(Arguments given) {
    Object width = given.get(1, "width", 4L);
    String indent =
        width instanceof String text
            ? text
            : " ".repeat((int) Math.max(0, Math.min(64, PythonValues.whole(width))));
    boolean first = flag(given, 2, "first", false);
    boolean blank = flag(given, 3, "blank", false);
    StringBuilder out = new StringBuilder();
    String[] lines = text(given).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      boolean isIndented = i == 0 ? first : blank || !lines[i].isEmpty();
      out.append(i == 0 ? "" : "\n").append(isIndented ? indent : "").append(lines[i]);
    }
    return out.toString();
  }

  private static Object otherwise(Arguments given) {
    Object value = given.first();
    boolean missing =
        value instanceof Undefined
            || flag(given, 2, "boolean", false) && !PythonValues.truth(value);
    return missing ? given.get(1, "default_value", "") : value;
  }

  private static Object items(Arguments given) {
    if (given.first() instanceof Undefined) {
      return new ArrayList<>();
    }
    return PythonMethods.call(given.first(), "items", new Arguments(List.of(), Map.of()));
  }

  private static Object itemsInOrder(Arguments given) {
    boolean byCase = flag(given, 1, "case_sensitive", false);
    int by = "value".equals(given.get(2, "by", "key")) ? 1 : 0;
    List<?> items = (List<?>) items(given);
    List<Object> sorted = new ArrayList<>(items);
    sorted.sort(
        inOrder(
            item -> folded(((List<?>) item).get(by), byCase), flag(given, 3, "reverse", false)));
    return sorted;
  }

  private static Object folded(Object value, boolean byCase) {
    return !byCase && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
  }

  private static Comparator<Object> inOrder(
      java.util.function.UnaryOperator<Object> key, boolean reversed) {
    Comparator<Object> order = (a, b) -> PythonValues.compare(key.apply(a), key.apply(b));
    return reversed ? order.reversed() : order;
  }

  private static Object joined(Arguments given) {
    List<Object> values = elements(given);
    Object attribute = given.get(2, "attribute");
    if (attribute != null) {
      values.replaceAll(value -> attribute(value, attribute));
    }
    return PythonMethods.joined(PythonText.str(given.get(1, "d", "")), values);
  }

  private static Object end(List<Object> values, String name, int index) {
    return values.isEmpty()
        ? new Undefined(name + " element")
        : values.get(index < 0 ? values.size() - 1 : 0);
  }

  private static Object reversed(Arguments given) {
    if (given.first() instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> values = elements(given);
    Collections.reverse(values);
    return values;
  }

  private static Object sorted(Arguments given) {
    Object attribute = given.get(3, "attribute");
    boolean byCase = flag(given, 2, "case_sensitive", false);
    List<Object> values = elements(given);
    values.sort(
        inOrder(
            value -> folded(attribute == null ? value : attribute(value, attribute), byCase),
            flag(given, 1, "reverse", false)));
    return values;
  }

  private static Object unique(Arguments given) {
    List<Object> seen = new ArrayList<>();
    List<Object> values = elements(given);
    values.removeIf(
        value -> {
          Object key = folded(value, false);
          boolean known = seen.stream().anyMatch(other -> PythonValues.equal(other, key));
          seen.add(key);
          return known;
        });
    return values;
  }

  private static Object sum(Arguments given) {
    Object attribute = given.get(1, "attribute");
    Object sum = given.get(2, "start", 0L);
    for (Object value : elements(given)) {
      sum =
          PythonValues.arithmetic(
              "+", sum, attribute == null ? value : attribute(value, attribute));
    }
    return sum;
  }

  private static Object mapped(Arguments given) {
    List<Object> values = someElements(given);
    Object attribute = given.named().get("attribute");
    if (attribute != null) {
      values.replaceAll(
          value -> {
            Object found = attribute(value, attribute);
            return found instanceof Undefined
                ? given.named().getOrDefault("default", found)
                : found;
          });
      return values;
    }
    Arguments inner = rest(given);
    JinjaFunction filter = find(PythonValues.text(inner.first()));
    values.replaceAll(value -> filter.call(withFirst(value, rest(inner))));
    return values;
  }

  private static Arguments withFirst(Object value, Arguments more) {
    List<Object> all = new ArrayList<>(List.of(value));
    all.addAll(more.values());
    return new Arguments(all, more.named());
  }

  private static Object filtered(Arguments given, boolean byAttribute, boolean kept) {
    Arguments rest = rest(given);
    Object attribute = byAttribute ? rest.first() : null;
    Arguments test = byAttribute ? rest(rest) : rest;
    Predicate<Object> passes =
        test.values().isEmpty()
            ? PythonValues::truth
            : value ->
                JinjaTests.find(PythonValues.text(test.first())).test(withFirst(value, rest(test)));
    List<Object> values = someElements(given);
    values.removeIf(
        value -> passes.test(byAttribute ? attribute(value, attribute) : value) != kept);
    return values;
  }

  /** A name may be a path: "function.name". */
  private static Object attribute(Object value, Object path) {
    Object at = value;
    if (path instanceof Long) {
      return PythonValues.item(at, path);
    }
    for (String name : PythonValues.text(path).split("\\.")) {
      at = PythonValues.item(at, name.matches("[0-9]{1,9}") ? Long.valueOf(name) : name);
    }
    return at;
  }

  private static Object absolute(Arguments given) {
    return given.first() instanceof Double number
        ? Math.abs(number)
        : (Object) Math.abs(PythonValues.whole(given.first()));
  }

  private static Object toInt(Arguments given) {
    Object value = given.first();
    try {
      if (value instanceof Number number) {
        return number.longValue();
      } else if (value instanceof Boolean truth) {
        return truth ? 1L : 0L;
      } else if (value instanceof String text) {
        return (long) Double.parseDouble(text.strip());
      }
    } catch (NumberFormatException e) {
      // What is no number gives the default.
    }
    return given.get(1, "default", 0L);
  }

  private static Object toFloat(Arguments given) {
    Object value = given.first();
    try {
      if (value instanceof Number number) {
        return number.doubleValue();
      } else if (value instanceof String text) {
        return Double.parseDouble(text.strip());
      }
    } catch (NumberFormatException e) {
      // What is no number gives the default.
    }
    return given.get(1, "default", 0.0);
  }

  private static Object rounded(Arguments given) {
    double scale = Math.pow(10, PythonValues.whole(given.get(1, "precision", 0L)));
    double number = (Double) toFloat(new Arguments(List.of(given.first()), Map.of())) * scale;
    Map<String, Double> ways = new TreeMap<>();
    ways.put("common", Math.rint(number));
    ways.put("ceil", Math.ceil(number));
    ways.put("floor", Math.floor(number));
    Double way = ways.get(PythonText.str(given.get(2, "method", "common")));
    if (way == null) {
      throw new JinjaSyntaxException("numbers are rounded to " + String.join(", ", ways.keySet()));
    }
    return way / scale;
  }
}

package dev.quantloop.app.source.chat.jinja;

import dev.quantloop.app.source.chat.jinja.JinjaFunction.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The methods of Python's strings, lists and objects that templates call. */
final class PythonMethods {
  private static final Set<String> OF_MAPS =
      Set.of("get", "items", "keys", "values", "pop", "update", "setdefault", "copy");

  private static final int MOST_CHARACTERS = 1 << 28;

  private PythonMethods() {}

  /** Whether a map has a method of that name, which a key of the same name does not hide. */
  static boolean isOfMaps(String name) {
    return OF_MAPS.contains(name);
  }

  static Object call(Object value, String name, Arguments arguments) {
    if (value instanceof String text) {
      return ofString(text, name, arguments);
    } else if (value instanceof List<?> list) {
      return ofList(cast(list), name, arguments);
    } else if (value instanceof Map<?, ?> map) {
      return ofMap(cast(map), name, arguments);
    } else if (value instanceof Undefined undefined) {
      throw undefined.use();
    }
    throw new JinjaException("%s has no method %s()".formatted(PythonValues.typeOf(value), name));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> cast(List<?> list) {
    return (List<Object>) list;
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> cast(Map<?, ?> map) {
    return (Map<Object, Object>) map;
  }

  private static Object ofString(String text, String name, Arguments given) {
    return switch (name) {
      case "strip" -> stripped(text, given.get(0, "chars"), true, true);
      case "lstrip" -> stripped(text, given.get(0, "chars"), true, false);
      case "rstrip" -> stripped(text, given.get(0, "chars"), false, true);
      case "split" -> split(text, given.get(0, "sep"), limit(given));
      case "rsplit" -> splitFromEnd(text, given.get(0, "sep"), limit(given));
      case "splitlines" -> new ArrayList<Object>(text.lines().toList());
      case "partition" -> partition(text, text.indexOf(word(given)), word(given));
      case "rpartition" -> partition(text, text.lastIndexOf(word(given)), word(given));
      case "startswith" -> any(given, text::startsWith);
      case "endswith" -> any(given, text::endsWith);
      case "removeprefix" ->
          text.startsWith(word(given)) ? text.substring(word(given).length()) : text;
      case "removesuffix" ->
          text.endsWith(word(given))
              ? text.substring(0, text.length() - word(given).length())
              : text;
      case "replace" -> replaced(text, given);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title" -> title(text);
      case "capitalize" -> capitalized(text);
      case "find" -> (long) text.indexOf(word(given));
      case "rfind" -> (long) text.lastIndexOf(word(given));
      case "count" -> (long) text.split(java.util.regex.Pattern.quote(word(given)), -1).length - 1;
      case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
      case "isspace" -> !text.isEmpty() && text.isBlank();
      case "join" -> joined(text, given.first());
      case "format" -> PythonFormat.braces(text, given);
      default -> throw unknown("strings", name);
    };
  }

  private static Object ofList(List<Object> list, String name, Arguments given) {
    switch (name) {
      case "append" -> list.add(given.first());
      case "extend" -> list.addAll(PythonValues.elements(given.first()));
      case "insert" -> list.add((int) PythonValues.whole(given.first()), given.get(1, "object"));
      case "reverse" -> Collections.reverse(list);
      case "pop" -> {
        long index = PythonValues.whole(given.get(0, "index", -1L));
        long place = index < 0 ? index + list.size() : index;
        if (place < 0 || place >= list.size()) {
          throw new JinjaException("a list has no element " + index + " to take");
        }
        return list.remove((int) place);
      }
      case "index" -> {
        for (int i = 0; i < list.size(); i++) {
          if (PythonValues.equal(list.get(i), given.first())) {
            return (long) i;
          }
        }
        throw new JinjaException("a list lacks the element that is looked for");
      }
      case "count" -> {
        return list.stream().filter(e -> PythonValues.equal(e, given.first())).count();
      }
      case "copy" -> {
        return new ArrayList<>(list);
      }
      default -> throw unknown("lists", name);
    }
    return None.NONE;
  }

  private static Object ofMap(Map<Object, Object> map, String name, Arguments given) {
    return switch (name) {
      case "get" -> map.getOrDefault(given.first(), given.get(1, "default", None.NONE));
      case "items" -> items(map);
      case "keys" -> new ArrayList<>(map.keySet());
      case "values" -> new ArrayList<>(map.values());
      case "copy" -> new java.util.LinkedHashMap<>(map);
      case "setdefault" -> {
        map.putIfAbsent(given.first(), given.get(1, "default", None.NONE));
        yield map.get(given.first());
      }
      case "update" -> {
        if (!given.values().isEmpty() && given.first() instanceof Map<?, ?> more) {
          map.putAll(more);
        }
        map.putAll(given.named());
        yield None.NONE;
      }
      case "pop" -> {
        Object value = map.remove(given.first());
        Object result = value == null ? given.get(1, "default") : value;
        if (result == null) {
          throw new JinjaException("an object lacks the key that is to be taken");
        }
        yield result;
      }
      default -> throw unknown("objects", name);
    };
  }

  private static JinjaSyntaxException unknown(String type, String method) {
    return new JinjaSyntaxException(
        "the method %s() of %s is not supported".formatted(method, type));
  }

  static List<Object> items(Map<?, ?> map) {
    return new ArrayList<>(
        map.entrySet().stream()
            .map(e -> (Object) new ArrayList<>(Arrays.asList((Object) e.getKey(), e.getValue())))
            .toList());
  }

  private static String word(Arguments given) {
    return PythonValues.text(given.first());
  }

  private static boolean any(Arguments given, java.util.function.Predicate<String> matches) {
    return given.first() instanceof List<?> words
        ? words.stream().anyMatch(word -> matches.test(PythonValues.text(word)))
        : matches.test(word(given));
  }

  /** Null stands for blanks. */
  static String stripped(String text, Object characters, boolean start, boolean end) {
    String set =
        characters == null || characters instanceof None ? null : PythonValues.text(characters);
    int from = 0;
    int to = text.length();
    while (start && from < to && isIn(set, text.charAt(from))) {
      from++;
    }
    while (end && to > from && isIn(set, text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isIn(String set, char c) {
    return set == null ? isBlank(c) : set.indexOf(c) >= 0;
  }

  /** As Python has it: no-break spaces are blanks, too. */
  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static long limit(Arguments given) {
    return PythonValues.whole(given.get(1, "maxsplit", -1L));
  }

  private static List<Object> split(String text, Object separator, long limit) {
    List<Object> parts = new ArrayList<>();
    if (separator == null || separator instanceof None) {
      String rest = stripped(text, null, true, false);
      while (!rest.isEmpty()) {
        int end = 0;
        while (end < rest.length() && !isBlank(rest.charAt(end))) {
          end++;
        }
        if (parts.size() == limit) {
          parts.add(rest);
          return parts;
        }
        parts.add(rest.substring(0, end));
        rest = stripped(rest.substring(end), null, true, false);
      }
      return parts;
    }
    String word = separator(separator);
    int from = 0;
    for (int at = text.indexOf(word); at >= 0 && parts.size() != limit; ) {
      parts.add(text.substring(from, at));
      from = at + word.length();
      at = text.indexOf(word, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<Object> splitFromEnd(String text, Object separator, long limit) {
    if (separator == null || separator instanceof None || limit < 0) {
      return split(text, separator, limit);
    }
    String word = separator(separator);
    List<Object> parts = new ArrayList<>();
    int to = text.length();
    for (int at = text.lastIndexOf(word); at >= 0 && parts.size() != limit; ) {
      parts.add(0, text.substring(at + word.length(), to));
      to = at;
      at = at == 0 ? -1 : text.lastIndexOf(word, at - word.length());
    }
    parts.add(0, text.substring(0, to));
    return parts;
  }

  private static String separator(Object separator) {
    String word = PythonValues.text(separator);
    if (word.isEmpty()) {
      throw new JinjaException("a string is split at an empty string");
    }
    return word;
  }

  private static List<Object> partition(String text, int at, String word) {
    return at < 0
        ? new ArrayList<>(List.of(text, "", ""))
        : new ArrayList<>(List.of(text.substring(0, at), word, text.substring(at + word.length())));
  }

  static String replaced(String text, Arguments given) {
    String old = PythonValues.text(given.get(0, "old", None.NONE));
    String by = PythonValues.text(given.get(1, "new", None.NONE));
    long count = PythonValues.whole(given.get(2, "count", -1L));
    if ((long) text.length() / Math.max(1, old.length()) * by.length() > MOST_CHARACTERS) {
      throw new JinjaException("it replaces more than there is room for");
    }
    if (count < 0 || old.isEmpty()) {
      return text.replace(old, by);
    }
    return split(text, old, count).stream().map(String.class::cast).collect(Collectors.joining(by));
  }

  static String joined(String separator, Object values) {
    return PythonValues.elements(values).stream()
        .map(PythonText::str)
        .collect(Collectors.joining(separator));
  }

  static String capitalized(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  static String title(String text) {
    StringBuilder title = new StringBuilder();
    boolean inWord = false;
    for (char c : text.toCharArray()) {
      title.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetter(c);
    }
    return title.toString();
  }
}

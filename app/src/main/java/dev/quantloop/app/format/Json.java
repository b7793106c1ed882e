package dev.quantloop.app.format;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Prints results as JSON: one document, indented, names in snake_case, in the order given. */
public final class Json {
  private static final JSON WRITER =
      JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  private Json() {}

  /** An object from names and values in turn; null values stay, as null. */
  public static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  /**
   * Prints a document of maps, collections, strings, numbers and booleans; anything else by its
   * {@code toString}. Numbers that JSON does not have become null, and so does an empty optional.
   */
  public static void print(PrintWriter out, Object document) {
    out.println(text(document));
    out.flush();
  }

  public static String text(Object document) {
    try {
      return WRITER.asString(plain(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same on one line, without names that have no value. */
  public static String line(Map<String, Object> document) {
    try {
      return JSON.std.asString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The object of a document, as {@link #parseList} reads it. */
  public static Map<String, Object> parse(String text) {
    try {
      return JSON.std.mapFrom(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The array of a document, of maps, lists, strings, numbers, booleans and nulls. */
  public static List<Object> parseList(String text) {
    try {
      return JSON.std.listOfFrom(Object.class, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object plain(Object value) {
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    } else if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(((Number) value).doubleValue()) ? value : null;
    } else if (value instanceof Number) {
      return value;
    } else if (value instanceof OptionalDouble number) {
      return number.isPresent() ? plain(number.getAsDouble()) : null;
    } else if (value instanceof OptionalInt number) {
      return number.isPresent() ? (Object) number.getAsInt() : null;
    } else if (value instanceof Optional<?> optional) {
      return optional.map(Json::plain).orElse(null);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((name, entry) -> plain.put(name.toString(), plain(entry)));
      return plain;
    } else if (value instanceof Collection<?> collection) {
      return collection.stream()
          .map(Json::plain)
          .collect(java.util.ArrayList::new, List::add, List::addAll);
    }
    return value.toString();
  }
}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.Id;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A record as names and values. Names are written as in the database: createdAt is created_at. */
public final class RecordValues {
  private RecordValues() {}

  /**
   * In the order of the components. Ids are numbers, words are texts, and what is empty is null.
   */
  public static Map<String, Object> of(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      values.put(name(component), plain(value(component, record)));
    }
    return values;
  }

  /** All but some. */
  public static Map<String, Object> without(Record record, String... names) {
    Map<String, Object> values = of(record);
    values.keySet().removeAll(List.of(names));
    return values;
  }

  /** Some, in this order. */
  public static Map<String, Object> of(Record record, String... names) {
    Map<String, Object> all = of(record);
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(name, all.get(name));
    }
    return values;
  }

  private static Object plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    } else if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    } else if (value instanceof OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    } else if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    } else if (value instanceof Id id) {
      return id.value();
    } else if (value instanceof Word word) {
      return word.word();
    }
    return value instanceof Instant ? value.toString() : value;
  }

  public static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  public static Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}

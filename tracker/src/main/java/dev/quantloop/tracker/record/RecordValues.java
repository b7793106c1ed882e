package dev.quantloop.tracker.record;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A record as names and values. Names are written as in the database: createdAt is created_at. */
public final class RecordValues {
  private RecordValues() {}

  /** In the order of the components. */
  public static Map<String, Object> of(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      values.put(name(component), value(component, record));
    }
    return values;
  }

  /** All but some; for an empty optional, null. */
  public static Map<String, Object> without(Record record, String... names) {
    Map<String, Object> values = of(record);
    values.keySet().removeAll(List.of(names));
    values.replaceAll((name, value) -> plain(value));
    return values;
  }

  /** Some, in this order; for an empty optional, null; a time as its text. */
  public static Map<String, Object> of(Record record, String... names) {
    Map<String, Object> all = of(record);
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      Object value = plain(all.get(name));
      values.put(name, value instanceof Instant time ? time.toString() : value);
    }
    return values;
  }

  private static Object plain(Object value) {
    return value instanceof Optional<?> optional ? optional.orElse(null) : value;
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

package dev.quantloop.tracker.record;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
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

  /** Some of them only, in this order; for an empty optional, null. */
  public static Map<String, Object> of(Record record, String... names) {
    Map<String, Object> all = of(record);
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      Object value = all.get(name);
      values.put(name, value instanceof Optional<?> optional ? optional.orElse(null) : value);
    }
    return values;
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

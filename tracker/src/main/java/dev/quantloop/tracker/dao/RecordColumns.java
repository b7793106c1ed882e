package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.Id;
import dev.quantloop.tracker.record.Provenance;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericTypes;

/**
 * The columns of a record: {@code createdAt} is column created_at, and an id of another table is
 * the column that ends in _id.
 */
final class RecordColumns {
  private RecordColumns() {}

  static String name(RecordComponent component) {
    String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    boolean key = isId(component.getGenericType()) && !name.equals("id") && !name.endsWith("_id");
    return key ? name + "_id" : name;
  }

  private static boolean isId(Type type) {
    Type plain = GenericTypes.findGenericParameter(type, java.util.Optional.class).orElse(type);
    return plain instanceof Class<?> one && Id.class.isAssignableFrom(one);
  }

  /** The columns with what to write there; a record within the record gives its own columns. */
  static Map<String, Object> of(Handle handle, Record record) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(component, record);
      if (value instanceof Provenance provenance) {
        columns.put("provenance_id", new ProvenanceDao(handle).insertOrFind(provenance));
      } else if (value instanceof Record inner && !(value instanceof Id)) {
        columns.putAll(of(handle, inner));
      } else {
        columns.put(name(component), value);
      }
    }
    return columns;
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}

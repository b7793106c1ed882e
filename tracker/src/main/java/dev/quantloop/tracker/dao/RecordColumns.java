package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.Id;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.RecordValues;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericTypes;

/**
 * The columns of a record: {@code createdAt} is column created_at, and an id of another table is
 * the column that ends in _id.
 */
final class RecordColumns {
  private RecordColumns() {}

  static String name(RecordComponent component) {
    String name = RecordValues.name(component);
    boolean key = isId(component.getGenericType()) && !name.equals("id") && !name.endsWith("_id");
    return key ? name + "_id" : name;
  }

  private static boolean isId(Type type) {
    Type plain = GenericTypes.findGenericParameter(type, Optional.class).orElse(type);
    return plain instanceof Class<?> one && Id.class.isAssignableFrom(one);
  }

  /** The columns with what to write there; a record within the record gives its own columns. */
  static Map<String, Object> of(Handle handle, Record record) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = RecordValues.value(component, record);
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
}

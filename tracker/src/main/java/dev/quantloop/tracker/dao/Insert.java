package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** A row that is to be inserted. */
final class Insert {
  private final Handle handle;
  private final String table;
  private final Map<String, Object> columns = new LinkedHashMap<>();

  private Insert(Handle handle, String table) {
    this.handle = handle;
    this.table = table;
  }

  static Insert into(Handle handle, String table) {
    return new Insert(handle, table);
  }

  /** The record's components, in the columns that {@link RecordColumns} names. */
  Insert with(Record record) {
    columns.putAll(RecordColumns.of(handle, record));
    return this;
  }

  Insert with(Map<String, Object> others) {
    columns.putAll(others);
    return this;
  }

  Insert with(String column, Object value) {
    columns.put(column, value);
    return this;
  }

  void execute() {
    execute("");
  }

  /**
   * @param onConflict what to do where the row is there already
   */
  void execute(String onConflict) {
    update(onConflict).execute();
  }

  /** The id that the row is given. */
  long executeForId() {
    return update("").executeAndReturnGeneratedKeys("id").mapTo(Long.class).one();
  }

  private Update update(String onConflict) {
    String names = String.join(", ", columns.keySet());
    String values = columns.keySet().stream().map(column -> ":" + column).collect(joining(", "));
    return handle
        .createUpdate(
            "insert into %s (%s) values (%s) %s".formatted(table, names, values, onConflict))
        .bindMap(columns);
  }
}

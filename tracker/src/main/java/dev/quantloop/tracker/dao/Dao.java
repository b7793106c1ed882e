package dev.quantloop.tracker.dao;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What DAOs have in common. The values of a statement stand in the order of its question marks. */
interface Dao {
  Handle handle();

  default <T> List<T> list(Class<T> type, String sql, Object... values) {
    return handle().select(sql, values).mapTo(type).list();
  }

  default <T> Optional<T> find(Class<T> type, String sql, Object... values) {
    return handle().select(sql, values).mapTo(type).findOne();
  }

  default <T> T get(Class<T> type, String sql, Object... values) {
    return handle().select(sql, values).mapTo(type).one();
  }

  /** Whether the statement changed a row. */
  default boolean changes(String sql, Object... values) {
    return handle().execute(sql, values) == 1;
  }
}

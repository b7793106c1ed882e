package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.Id;
import dev.quantloop.tracker.record.Word;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads rows into records, each component from the column that {@link RecordColumns} names. A
 * record within a record is read from its own columns; an optional one is there where the first of
 * them is not null. A list is the lines of a text.
 *
 * <p>jdbi's own mapper asks for annotations on the records, which know no database.
 */
final class RecordMapper<R> implements RowMapper<R> {
  private final Constructor<R> constructor;
  private final List<Reader> readers;

  /** Reads a component of the current row. */
  private interface Reader {
    Object read(ResultSet row) throws SQLException;
  }

  private RecordMapper(Class<R> type, DataFiles files) {
    RecordComponent[] components = type.getRecordComponents();
    this.constructor = constructor(type, components);
    this.readers =
        Arrays.stream(components)
            .map(c -> reader(c.getGenericType(), RecordColumns.name(c), files))
            .toList();
  }

  /** For every record; a key alone is the first column, whatever that is called. */
  static RowMapperFactory factory(DataFiles files) {
    return (Type type, ConfigRegistry config) -> {
      if (!(type instanceof Class<?> record) || !record.isRecord()) {
        return Optional.empty();
      }
      RecordMapper<?> mapper = new RecordMapper<>(record, files);
      RowMapper<?> key = (row, context) -> mapper.create(row.getLong(1));
      return Optional.of(Id.class.isAssignableFrom(record) ? key : mapper);
    };
  }

  private static <R> Constructor<R> constructor(Class<R> type, RecordComponent[] components) {
    try {
      Constructor<R> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has this constructor", e);
    }
  }

  @Override
  public R map(ResultSet row, StatementContext context) throws SQLException {
    return read(row);
  }

  private R read(ResultSet row) throws SQLException {
    Object[] values = new Object[readers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = readers.get(i).read(row);
    }
    return create(values);
  }

  private R create(Object... values) {
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + constructor.getName(), e);
    }
  }

  private static Reader reader(Type type, String column, DataFiles files) {
    if (type instanceof ParameterizedType generic) {
      Class<?> inner = (Class<?>) generic.getActualTypeArguments()[0];
      return generic.getRawType() == List.class
          ? row -> lines(row.getString(column))
          : optional(firstColumn(inner, column), reader(inner, column, files));
    }
    Class<?> plain = (Class<?>) type;
    if (Id.class.isAssignableFrom(plain)) {
      RecordMapper<?> id = new RecordMapper<>(plain, files);
      return row -> id.create(row.getLong(column));
    } else if (plain.isRecord()) {
      return new RecordMapper<>(plain, files)::read;
    } else if (plain.isEnum()) {
      return row -> constant(plain, row.getString(column));
    }
    return simple(plain, column, files);
  }

  private static Reader simple(Class<?> type, String column, DataFiles files) {
    return switch (type.getSimpleName()) {
      case "long" -> row -> row.getLong(column);
      case "int", "Integer" -> row -> row.getInt(column);
      case "double" -> row -> row.getDouble(column);
      case "boolean" -> row -> row.getBoolean(column);
      case "String" -> row -> row.getString(column);
      case "OptionalLong" ->
          row ->
              row.getObject(column) == null
                  ? OptionalLong.empty()
                  : OptionalLong.of(row.getLong(column));
      case "OptionalInt" ->
          row ->
              row.getObject(column) == null
                  ? OptionalInt.empty()
                  : OptionalInt.of(row.getInt(column));
      case "OptionalDouble" ->
          row ->
              row.getObject(column) == null
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(row.getDouble(column));
      case "Instant" -> row -> Timestamps.instant(row.getString(column));
      case "Path" -> row -> files.resolve(row.getString(column));
      case "FigureValues" -> StoredFigures::read;
      default -> throw new IllegalArgumentException("no column holds a " + type);
    };
  }

  private static Reader optional(String decisive, Reader inner) {
    return row -> row.getObject(decisive) == null ? Optional.empty() : Optional.of(inner.read(row));
  }

  /** The column that tells whether an optional value is there. */
  private static String firstColumn(Class<?> type, String column) {
    if (type == FigureValues.class) {
      return Figure.COMPOSITE.key();
    }
    return type.isRecord() && !Id.class.isAssignableFrom(type)
        ? RecordColumns.name(type.getRecordComponents()[0])
        : column;
  }

  private static List<String> lines(String text) {
    return text == null ? List.of() : List.of(text.split("\n"));
  }

  private static Object constant(Class<?> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Word) constant).word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no %s is '%s'".formatted(type, word)));
  }
}

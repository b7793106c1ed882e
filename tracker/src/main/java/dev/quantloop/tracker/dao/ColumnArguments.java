package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.Id;
import dev.quantloop.tracker.record.Word;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;

/** Writes ids, times, files, words and optional values as the columns keep them. */
record ColumnArguments(DataFiles files) implements ArgumentFactory.Preparable {
  @Override
  public Optional<Function<Object, Argument>> prepare(Type type, ConfigRegistry config) {
    Class<?> raw = GenericTypes.getErasedType(type);
    boolean ours =
        Stream.of(
                Id.class,
                Instant.class,
                Path.class,
                Word.class,
                Optional.class,
                OptionalLong.class,
                OptionalInt.class,
                OptionalDouble.class,
                List.class)
            .anyMatch(one -> one.isAssignableFrom(raw));
    return ours
        ? Optional.of(
            value -> (position, statement, context) -> statement.setObject(position, plain(value)))
        : Optional.empty();
  }

  private Object plain(Object value) {
    if (value instanceof Id id) {
      return id.value();
    } else if (value instanceof Instant instant) {
      return Timestamps.text(instant);
    } else if (value instanceof Path path) {
      return files.stored(path);
    } else if (value instanceof Word word) {
      return word.word();
    } else if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    } else if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    } else if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    } else if (value instanceof OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    } else if (value instanceof List<?> lines) {
      return lines.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }
    return value;
  }
}

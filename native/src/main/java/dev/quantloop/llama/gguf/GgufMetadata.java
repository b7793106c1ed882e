package dev.quantloop.llama.gguf;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The keys and values of a GGUF file, in the file's order. A key of another type reads as absent.
 */
public record GgufMetadata(Map<String, GgufValue> values) {
  public GgufMetadata {
    values = Collections.unmodifiableMap(values);
  }

  public Optional<GgufValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public Optional<String> text(String key) {
    return value(key, GgufValue.Text.class).map(GgufValue.Text::value);
  }

  public OptionalLong whole(String key) {
    return value(key, GgufValue.Whole.class).stream().mapToLong(GgufValue.Whole::value).findAny();
  }

  public boolean truth(String key, boolean otherwise) {
    return value(key, GgufValue.Bool.class).map(GgufValue.Bool::value).orElse(otherwise);
  }

  public Optional<GgufValue.Sequence> sequence(String key) {
    return value(key, GgufValue.Sequence.class);
  }

  private <V extends GgufValue> Optional<V> value(String key, Class<V> type) {
    return value(key).filter(type::isInstance).map(type::cast);
  }
}

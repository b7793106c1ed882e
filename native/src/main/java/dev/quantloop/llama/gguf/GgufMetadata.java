package dev.quantloop.llama.gguf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The keys and values of a GGUF file, in the file's order. A key of another type reads as absent.
 */
public final class GgufMetadata {
  private final Map<String, GgufValue> values;

  GgufMetadata(Map<String, GgufValue> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The keys, in the file's order. */
  public Set<String> keys() {
    return values.keySet();
  }

  public Optional<GgufValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public Optional<String> text(String key) {
    return values.get(key) instanceof GgufValue.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  public OptionalLong whole(String key) {
    return values.get(key) instanceof GgufValue.Whole whole
        ? OptionalLong.of(whole.value())
        : OptionalLong.empty();
  }

  public OptionalDouble real(String key) {
    return values.get(key) instanceof GgufValue.Real real
        ? OptionalDouble.of(real.value())
        : OptionalDouble.empty();
  }

  public Optional<Boolean> bool(String key) {
    return values.get(key) instanceof GgufValue.Bool bool
        ? Optional.of(bool.value())
        : Optional.empty();
  }

  public Optional<GgufValue.Sequence> sequence(String key) {
    return values.get(key) instanceof GgufValue.Sequence sequence
        ? Optional.of(sequence)
        : Optional.empty();
  }
}

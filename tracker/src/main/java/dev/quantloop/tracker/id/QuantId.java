package dev.quantloop.tracker.id;

/** Key of a quant in its database. */
public record QuantId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}

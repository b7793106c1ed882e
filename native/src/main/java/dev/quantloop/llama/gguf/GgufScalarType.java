package dev.quantloop.llama.gguf;

import java.util.Optional;
import java.util.stream.Stream;

/** The types that a metadata value, or an element of a metadata array, can have. */
public enum GgufScalarType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 0),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  /** The number that announces an array; its element type and length follow. */
  static final int ARRAY_ID = 9;

  private final int id;
  private final int bytes;

  GgufScalarType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  static Optional<GgufScalarType> of(int id) {
    return Stream.of(values()).filter(type -> type.id == id).findFirst();
  }

  public int id() {
    return id;
  }

  /** Bytes a value takes, 0 where that depends on the value. */
  int bytes() {
    return bytes;
  }
}

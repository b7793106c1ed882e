package dev.quantloop.llama.quantize;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.jna.LibGgml;
import java.util.Optional;

/** Turns quantized rows back into floats, by ggml's function. Thread-safe. */
final class Dequantizer {
  // Of ggml_type_traits: name, elements of a block, the same interleaved, bytes of a block, whether
  // quantized, to_float.
  private static final int BLOCK_SIZE = 8;
  private static final int BLOCK_BYTES = 24;
  private static final int TO_FLOAT = 40;

  private final Function toFloat;

  private Dequantizer(Function toFloat) {
    this.toFloat = toFloat;
  }

  /** Empty where ggml has no such function, or its structure is another than the one known here. */
  static Optional<Dequantizer> of(LibGgml ggml, GgmlType type) {
    Pointer traits = ggml.ggml_get_type_traits(type.id());
    if (traits == null
        || traits.getLong(BLOCK_SIZE) != type.blockSize()
        || traits.getLong(BLOCK_BYTES) != type.blockBytes()) {
      return Optional.empty();
    }
    return Optional.ofNullable(traits.getPointer(TO_FLOAT))
        .map(Function::getFunction)
        .map(Dequantizer::new);
  }

  /**
   * @param to has room for so many floats
   */
  void floats(Pointer from, Pointer to, long count) {
    toFloat.invoke(new Object[] {from, to, count});
  }
}

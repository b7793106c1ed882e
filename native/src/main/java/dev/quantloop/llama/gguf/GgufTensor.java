package dev.quantloop.llama.gguf;

import java.util.List;

/**
 * Where and what a tensor of a GGUF file is.
 *
 * @param name unique within the file
 * @param type how its elements are stored
 * @param shape elements along each dimension, the fastest-varying first; one to four entries
 * @param offset bytes from the start of the file to its data
 */
public record GgufTensor(String name, GgmlType type, List<Long> shape, long offset) {
  public GgufTensor {
    shape = List.copyOf(shape);
  }

  /** Number of elements: the product of the shape. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Bytes of data, without the padding that follows. */
  public long bytes() {
    return elements() / type.blockSize() * type.blockBytes();
  }

  /** Elements along dimension {@code d}, 1 beyond the last one stored. */
  public long dimension(int d) {
    return d < shape.size() ? shape.get(d) : 1;
  }
}

package dev.quantloop.llama.hdf5;

/**
 * How a file of logits is laid out.
 *
 * @param chunks of the whole text, whether their logits are there or not
 * @param contextSize rows of a chunk, of which the last ones may be empty
 * @param vocabularySize logits of a row
 * @param half in 16 bits, else in 32
 * @param compressed with gzip, after the bytes of equal weight were put side by side
 */
public record LogitsShape(
    int chunks, int contextSize, int vocabularySize, boolean half, boolean compressed) {
  private static final int BLOCK_BYTES = 4 << 20;

  /** Bytes of so many chunks that are not compressed. */
  public long bytes(int chunks) {
    return (long) chunks * blocksPerChunk() * blockBytes();
  }

  int elementBytes() {
    return half ? Short.BYTES : Float.BYTES;
  }

  int rowBytes() {
    return Math.multiplyExact(vocabularySize, elementBytes());
  }

  /** Rows of a block, which is stored, compressed and read as one. */
  int blockRows() {
    return Math.max(1, Math.min(contextSize, BLOCK_BYTES / rowBytes()));
  }

  int blockBytes() {
    return Math.multiplyExact(blockRows(), rowBytes());
  }

  /** Blocks of a chunk; the last may stand out beyond its rows. */
  int blocksPerChunk() {
    return (contextSize + blockRows() - 1) / blockRows();
  }
}

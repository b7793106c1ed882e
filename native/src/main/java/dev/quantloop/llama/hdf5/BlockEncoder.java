package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.quantize.kernel.HalfFloat;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Turns rows of logits into the bytes of a file's blocks. Several threads may encode at once. */
final class BlockEncoder {
  static final int DEFLATE_LEVEL = 1;

  private final LogitsShape shape;
  private final ThreadLocal<Compressor> compressors;

  BlockEncoder(LogitsShape shape) {
    this.shape = shape;
    this.compressors = ThreadLocal.withInitial(() -> new Compressor(shape));
  }

  /** Puts a row behind those that are in a block. */
  void put(float[] row, ByteBuffer block) {
    if (shape.half()) {
      for (float logit : row) {
        block.putShort(HalfFloat.of(logit));
      }
    } else {
      block.asFloatBuffer().put(row);
      block.position(block.position() + Float.BYTES * row.length);
    }
  }

  /** What is stored of a whole block; valid until the thread encodes the next. */
  ByteBuffer encode(ByteBuffer block) {
    return shape.compressed() ? compressors.get().compress(block.array()) : block.clear();
  }

  private static final class Compressor {
    private final int elementBytes;
    private final byte[] shuffled;
    private final byte[] deflated;
    // Its memory goes with the thread.
    private final Deflater deflater = new Deflater(DEFLATE_LEVEL);

    Compressor(LogitsShape shape) {
      // Repetitions are hardly any; looking for them takes three times as long and finds less.
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
      this.elementBytes = shape.elementBytes();
      this.shuffled = new byte[shape.blockBytes()];
      // What can't be compressed grows by a few bytes for every 16 kB.
      this.deflated = new byte[shape.blockBytes() + shape.blockBytes() / 1000 + 64];
    }

    ByteBuffer compress(byte[] block) {
      int elements = block.length / elementBytes;
      for (int plane = 0; plane < elementBytes; plane++) {
        int to = plane * elements;
        for (int i = 0, from = plane; i < elements; i++, from += elementBytes) {
          shuffled[to + i] = block[from];
        }
      }
      deflater.reset();
      deflater.setInput(shuffled);
      deflater.finish();
      int length = 0;
      // The first call after the strategy was set does not finish.
      while (!deflater.finished()) {
        length += deflater.deflate(deflated, length, deflated.length - length);
      }
      return ByteBuffer.wrap(deflated, 0, length);
    }
  }
}

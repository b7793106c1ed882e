package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.quantize.kernel.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
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
    return shape.compressed() ? compressors.get().compress(block) : block.clear();
  }

  /**
   * Puts the bytes of equal weight side by side and deflates them. Only those with sign and
   * exponent are coded, by their frequencies: the rest of a logit is noise, and looking for
   * repetitions takes five times as long to save a few percent more.
   */
  private static final class Compressor {
    private final int elementBytes;
    private final byte[] shuffled;
    private final byte[] deflated;
    // Its memory goes with the thread.
    private final Deflater deflater = new Deflater();

    Compressor(LogitsShape shape) {
      this.elementBytes = shape.elementBytes();
      this.shuffled = new byte[shape.blockBytes()];
      // What can't be compressed grows by a few bytes for every 16 kB.
      this.deflated = new byte[shape.blockBytes() + shape.blockBytes() / 1000 + 64];
    }

    ByteBuffer compress(ByteBuffer block) {
      int elements = shuffled.length / elementBytes;
      if (elementBytes == Float.BYTES) {
        shuffle(block.clear().asIntBuffer(), elements);
      } else {
        shuffle(block.clear().asShortBuffer(), elements);
      }
      int noise = shuffled.length - elements;
      deflater.reset();
      deflater.setLevel(Deflater.NO_COMPRESSION);
      deflater.setInput(shuffled, 0, noise);
      int length = deflate(0);
      deflater.setLevel(DEFLATE_LEVEL);
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
      // What is there when they take effect is still compressed as before.
      length += deflate(length);
      deflater.setInput(shuffled, noise, elements);
      deflater.finish();
      length += deflate(length);
      return ByteBuffer.wrap(deflated, 0, length);
    }

    private int deflate(int start) {
      int length = 0;
      int more;
      do {
        more = deflater.deflate(deflated, start + length, deflated.length - start - length);
        length += more;
      } while (more > 0 || !deflater.finished() && !deflater.needsInput());
      return length;
    }

    private void shuffle(IntBuffer block, int elements) {
      for (int i = 0; i < elements; i++) {
        int bits = block.get(i);
        shuffled[i] = (byte) bits;
        shuffled[elements + i] = (byte) (bits >> 8);
        shuffled[2 * elements + i] = (byte) (bits >> 16);
        shuffled[3 * elements + i] = (byte) (bits >> 24);
      }
    }

    private void shuffle(ShortBuffer block, int elements) {
      for (int i = 0; i < elements; i++) {
        int bits = block.get(i);
        shuffled[i] = (byte) bits;
        shuffled[elements + i] = (byte) (bits >> 8);
      }
    }
  }
}

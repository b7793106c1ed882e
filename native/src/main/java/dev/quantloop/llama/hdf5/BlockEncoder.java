package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.quantize.kernel.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/** Turns blocks of logits into what a file holds of them. Several threads may encode at once. */
final class BlockEncoder {
  static final int DEFLATE_LEVEL = 1;

  private final LogitsShape shape;
  private final ThreadLocal<Room> rooms;

  BlockEncoder(LogitsShape shape) {
    this.shape = shape;
    this.rooms = ThreadLocal.withInitial(() -> new Room(shape));
  }

  /** What a thread works with; a deflater's memory goes with the thread. */
  private record Room(byte[] bytes, byte[] deflated, Deflater deflater) {
    Room(LogitsShape shape) {
      // What can't be compressed grows by a few bytes for every 16 kB.
      this(
          new byte[shape.blockBytes()],
          new byte[shape.compressed() ? shape.blockBytes() + shape.blockBytes() / 1000 + 64 : 0],
          new Deflater());
    }
  }

  /** What is stored of a block of logits; valid until the thread encodes the next. */
  ByteBuffer encode(float[] block) {
    Room room = rooms.get();
    if (shape.compressed()) {
      shuffle(block, room.bytes());
      return deflate(room);
    }
    ByteBuffer bytes = ByteBuffer.wrap(room.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (shape.half()) {
      for (int i = 0; i < block.length; i++) {
        HalfFloat.put(block[i], room.bytes(), Short.BYTES * i);
      }
    } else {
      bytes.asFloatBuffer().put(block);
    }
    return bytes;
  }

  /** Puts the bytes of equal weight side by side, the lowest first. */
  private void shuffle(float[] block, byte[] into) {
    int second = block.length;
    int third = second + block.length;
    int fourth = third + block.length;
    if (shape.half()) {
      for (int i = 0; i < block.length; i++) {
        int bits = HalfFloat.of(block[i]);
        into[i] = (byte) bits;
        into[second + i] = (byte) (bits >> 8);
      }
      return;
    }
    for (int i = 0; i < block.length; i++) {
      int bits = Float.floatToRawIntBits(block[i]);
      into[i] = (byte) bits;
      into[second + i] = (byte) (bits >> 8);
      into[third + i] = (byte) (bits >> 16);
      into[fourth + i] = (byte) (bits >> 24);
    }
  }

  /**
   * Codes only the bytes with sign and exponent, by their frequencies: the rest of a logit is
   * noise, and looking for repetitions takes five times as long to save a few percent more.
   */
  private ByteBuffer deflate(Room room) {
    int elements = room.bytes().length / shape.elementBytes();
    int noise = room.bytes().length - elements;
    Deflater deflater = room.deflater();
    deflater.reset();
    deflater.setLevel(Deflater.NO_COMPRESSION);
    deflater.setInput(room.bytes(), 0, noise);
    int length = deflate(deflater, room.deflated(), 0);
    deflater.setLevel(DEFLATE_LEVEL);
    deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    // What is there when they take effect is still compressed as before.
    length += deflate(deflater, room.deflated(), length);
    deflater.setInput(room.bytes(), noise, elements);
    deflater.finish();
    length += deflate(deflater, room.deflated(), length);
    return ByteBuffer.wrap(room.deflated(), 0, length);
  }

  private static int deflate(Deflater deflater, byte[] into, int start) {
    int length = 0;
    int more;
    do {
      more = deflater.deflate(into, start + length, into.length - start - length);
      length += more;
    } while (more > 0 || !deflater.finished() && !deflater.needsInput());
    return length;
  }
}

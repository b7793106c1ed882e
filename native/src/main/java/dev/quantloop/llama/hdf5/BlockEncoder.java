package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.quantize.kernel.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns blocks of logits into what a file holds of them. Several threads may encode at once. */
final class BlockEncoder {
  static final int DEFLATE_LEVEL = 1;

  private final LogitsShape shape;
  private final ThreadLocal<Room> rooms;

  BlockEncoder(LogitsShape shape) {
    this.shape = shape;
    this.rooms = ThreadLocal.withInitial(() -> new Room(shape));
  }

  /** What a thread works with. */
  private record Room(byte[] bytes, byte[] deflated, HuffmanDeflater deflater) {
    Room(LogitsShape shape) {
      this(
          new byte[shape.blockBytes()],
          new byte[shape.compressed() ? HuffmanDeflater.room(shape.blockBytes()) : 0],
          new HuffmanDeflater());
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
    if (shape.half()) {
      for (int i = 0; i < block.length; i++) {
        int bits = HalfFloat.of(block[i]);
        into[i] = (byte) bits;
        into[block.length + i] = (byte) (bits >> 8);
      }
      return;
    }
    // One after the other takes half as long as side by side.
    for (int weight = 0; weight < Float.BYTES; weight++) {
      int start = weight * block.length;
      int shift = Byte.SIZE * weight;
      for (int i = 0; i < block.length; i++) {
        into[start + i] = (byte) (Float.floatToRawIntBits(block[i]) >> shift);
      }
    }
  }

  /**
   * Codes only the bytes with sign and exponent, by their frequencies: the rest of a logit is
   * noise, and looking for repetitions takes five times as long to save a few percent more.
   */
  private ByteBuffer deflate(Room room) {
    int elements = room.bytes().length / shape.elementBytes();
    int noise = room.bytes().length - elements;
    int length = room.deflater().deflate(room.bytes(), noise, room.deflated());
    return ByteBuffer.wrap(room.deflated(), 0, length);
  }
}

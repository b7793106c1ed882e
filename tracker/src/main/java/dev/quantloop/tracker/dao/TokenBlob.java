package dev.quantloop.tracker.dao;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Per-token results as the blobs of table chunk_result: zlib-deflated float32, little-endian, or
 * bits, lowest first. Plain enough to be read from any language.
 */
final class TokenBlob {
  private TokenBlob() {}

  static byte[] of(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return deflate(bytes.array());
  }

  static byte[] of(BitSet bits, int count) {
    return deflate(Arrays.copyOf(bits.toByteArray(), (count + 7) / 8));
  }

  static float[] floats(byte[] blob, int count) {
    float[] values = new float[count];
    ByteBuffer bytes = ByteBuffer.wrap(inflate(blob, count * 4));
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  static BitSet bits(byte[] blob, int count) {
    return BitSet.valueOf(inflate(blob, (count + 7) / 8));
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      // what cannot be compressed grows by a few bytes for each 16 KiB, and by a header
      byte[] room = new byte[bytes.length + bytes.length / 1024 + 64];
      int length = deflater.deflate(room);
      return Arrays.copyOf(room, length);
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflate(byte[] blob, int length) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(blob);
      byte[] bytes = new byte[length];
      if (inflater.inflate(bytes) != length) {
        throw new IllegalStateException("a per-token result is shorter than its token count");
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new IllegalStateException("a per-token result is damaged", e);
    } finally {
      inflater.end();
    }
  }
}

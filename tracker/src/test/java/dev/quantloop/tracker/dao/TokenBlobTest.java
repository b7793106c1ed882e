package dev.quantloop.tracker.dao;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class TokenBlobTest {
  @Test
  void floatsComeBackBitForBit() {
    for (int n : new int[] {1, 2, 255, 100_000}) {
      float[] values = random(n);
      assertArrayEquals(values, TokenBlob.floats(TokenBlob.of(values), n));
    }
  }

  @Test
  void bitsComeBackAlsoWhereTheLastAreClear() {
    BitSet bits = new BitSet();
    bits.set(0);
    bits.set(9);
    for (int n : new int[] {10, 16, 17, 255}) {
      assertEquals(bits, TokenBlob.bits(TokenBlob.of(bits, n), n));
    }
    assertEquals(new BitSet(), TokenBlob.bits(TokenBlob.of(new BitSet(), 255), 255));
  }

  @Test
  void areZlibStreamsOfLittleEndianFloats() throws IOException {
    float[] values = random(300);
    byte[] blob = TokenBlob.of(values);
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(blob)))) {
      for (float value : values) {
        assertEquals(Float.floatToRawIntBits(value), Integer.reverseBytes(in.readInt()));
      }
      assertEquals(-1, in.read());
    }
  }

  @Test
  void aShortOrMangledBlobIsRefused() {
    byte[] blob = TokenBlob.of(random(300));
    assertThrows(IllegalStateException.class, () -> TokenBlob.floats(blob, 301));
    blob[0] ^= 0x55;
    assertThrows(IllegalStateException.class, () -> TokenBlob.floats(blob, 300));
  }

  private static float[] random(int n) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt() & 0xbfffffff);
    }
    return values;
  }
}

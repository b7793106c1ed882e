package dev.quantloop.llama.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanDeflaterTest {
  private final Random random = new Random(1);
  private final HuffmanDeflater deflater = new HuffmanDeflater();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 65535, 65536, 200_000})
  void zlibReadsWhatWasStoredAndWhatWasCoded(int count) throws DataFormatException {
    byte[] bytes = bytes(count, i -> (int) (8 * random.nextGaussian()));
    for (int stored : new int[] {0, count / 2, count - 1}) {
      assertInflates(bytes, stored);
    }
  }

  @Test
  void anyFrequenciesCanBeCoded() throws DataFormatException {
    assertInflates(new byte[1000], 0);
    assertInflates(bytes(100_000, i -> random.nextInt(256)), 0);
    byte[] few = bytes(100_000, i -> random.nextInt(10) / 9);
    assertTrue(assertInflates(few, 0) < few.length / 7);
  }

  /** Counts that double from symbol to symbol would have a code of 20 bits. */
  @Test
  void noCodeIsLongerThanTheFormatAllows() throws DataFormatException {
    byte[] bytes = bytes(1 << 20, i -> Integer.numberOfTrailingZeros(i + 1));
    assertTrue(assertInflates(bytes, 0) < bytes.length * 0.26);
  }

  private static byte[] bytes(int count, IntUnaryOperator value) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) value.applyAsInt(i);
    }
    return bytes;
  }

  private int assertInflates(byte[] bytes, int stored) throws DataFormatException {
    byte[] deflated = new byte[HuffmanDeflater.room(bytes.length)];
    int length = deflater.deflate(bytes, stored, deflated);
    Inflater inflater = new Inflater();
    inflater.setInput(deflated, 0, length);
    byte[] read = new byte[bytes.length + 1];
    assertEquals(bytes.length, inflater.inflate(read));
    assertTrue(inflater.finished());
    assertEquals(0, inflater.getRemaining());
    inflater.end();
    assertArrayEquals(bytes, Arrays.copyOf(read, bytes.length));
    return length;
  }
}

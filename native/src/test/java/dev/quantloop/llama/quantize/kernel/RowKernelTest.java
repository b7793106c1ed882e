package dev.quantloop.llama.quantize.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.GgmlRows;
import dev.quantloop.llama.gguf.GgmlType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against ggml's own functions, bit for bit. */
class RowKernelTest {
  @ParameterizedTest
  @CsvSource({
    "Q4_0, 32",
    "Q4_0, 96",
    "Q4_0, 576",
    "Q4_0, 4096",
    "Q4_0, 33024",
    "Q4_1, 32",
    "Q4_1, 96",
    "Q4_1, 576",
    "Q4_1, 4096",
    "Q4_1, 16640",
    "Q4_K, 256",
    "Q4_K, 768",
    "Q4_K, 4096",
    "Q4_K, 16640",
    "Q5_0, 32",
    "Q5_0, 576",
    "Q5_0, 4096",
    "Q5_0, 33024",
    "Q5_1, 32",
    "Q5_1, 576",
    "Q5_1, 4096",
    "Q5_1, 16640",
    "Q5_K, 256",
    "Q5_K, 768",
    "Q5_K, 4096",
    "Q5_K, 16640",
    "Q2_K, 256",
    "Q2_K, 768",
    "Q2_K, 4096",
    "Q2_K, 16640",
    "Q3_K, 256",
    "Q3_K, 768",
    "Q3_K, 4096",
    "Q3_K, 16640",
    "Q6_K, 256",
    "Q6_K, 768",
    "Q6_K, 4096",
    "Q6_K, 16640"
  })
  void givesTheBitsOfGgml(GgmlType type, int columns) {
    int count = Math.max(3, 9000 / columns);
    Random random = new Random(columns);
    float[] importance = new float[columns];
    for (int i = 0; i < columns; i++) {
      boolean unused = random.nextInt(9) == 0 || i / 32 % 11 == 10;
      importance[i] = unused ? 0 : random.nextFloat() * random.nextInt(50);
    }
    float[] rows = rows(random, columns * count);
    byte[] expected = GgmlRows.quantize(type, rows, count, importance);
    byte[] quantized = new byte[expected.length];
    RowKernel kernel = kernel(type, columns);
    // What one imatrix leaves behind must not show under the next.
    kernel.use(rows(random, columns));
    kernel.quantize(rows, count, quantized);
    kernel.use(importance);
    assertTrue(kernel.quantize(rows, count, quantized));
    assertArrayEquals(expected, quantized);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 768, 4096, 16640})
  void givesTheBitsOfGgmlWithoutImatrixToo(int columns) {
    int count = Math.max(3, 9000 / columns);
    float[] rows = rows(new Random(columns), columns * count);
    byte[] expected = GgmlRows.quantize(GgmlType.Q6_K, rows, count, null);
    byte[] quantized = new byte[expected.length];
    RowKernel kernel = RowKernel.of(GgmlType.Q6_K, columns, false).orElseThrow();
    kernel.use(rows);
    kernel.use(null);
    assertTrue(kernel.quantize(rows, count, quantized));
    assertArrayEquals(expected, quantized);
  }

  @Test
  void whatHasNoKernelSaysSo() {
    assertTrue(RowKernel.of(GgmlType.Q4_0, 256, false).isEmpty());
    assertTrue(RowKernel.of(GgmlType.IQ4_XS, 256, true).isEmpty());
  }

  private static RowKernel kernel(GgmlType type, int columns) {
    return RowKernel.of(type, columns, true).orElseThrow();
  }

  /**
   * With blocks of zeros of both signs, of tiny values, of one sign, of ties for the largest
   * magnitude, and with outliers.
   */
  private static float[] rows(Random random, int n) {
    float[] rows = new float[n];
    for (int i = 0; i < n; i++) {
      float value = (float) random.nextGaussian() * 0.02f;
      rows[i] =
          switch (i / 32 % 11) {
            case 0 -> 0;
            case 1 -> value * 1e-16f;
            case 2 -> Math.signum(value) * 0.25f;
            case 3 -> random.nextInt(16) == 0 ? value * 40 : value;
            case 4 -> Math.abs(value);
            case 5 -> -Math.abs(value);
            case 6 -> random.nextInt(20) == 0 ? -0f : 0;
            case 7 -> random.nextBoolean() ? value : -0f;
            default -> i / 2816 % 4 == 3 ? 0 : value;
          };
    }
    return rows;
  }

  @Test
  void saysWhenARangeIsTooSmallToTell() {
    float[] importance = new float[256];
    float[] rows = new float[256];
    Arrays.fill(importance, 1);
    rows[100] = 1e-40f;
    assertFalse(quantize(GgmlType.Q4_1, rows, importance));
    assertFalse(quantize(GgmlType.Q4_K, rows, importance));
    assertFalse(quantize(GgmlType.Q2_K, rows, importance));
    assertTrue(quantize(GgmlType.Q4_0, rows, importance));
  }

  private static boolean quantize(GgmlType type, float[] rows, float[] importance) {
    RowKernel kernel = kernel(type, rows.length);
    kernel.use(importance);
    return kernel.quantize(rows, 1, new byte[rows.length]);
  }

  @Test
  void halvesAreTheNearestOnes() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      float half = HalfFloat.toFloat((short) bits);
      float next = bits == 0x7bff ? 65536 : HalfFloat.toFloat((short) (bits + 1));
      assertEquals(bits, HalfFloat.of(half));
      assertEquals(bits | 0x8000, HalfFloat.of(-half) & 0xffff);
      float middle = (half + next) / 2;
      assertEquals(bits + (bits & 1), HalfFloat.of(middle) & 0xffff, () -> "after " + half);
      assertEquals(bits, HalfFloat.of(Math.nextDown(middle)) & 0xffff);
      assertEquals(bits + 1, HalfFloat.of(Math.nextUp(middle)) & 0xffff);
    }
    assertEquals(0x7c00, HalfFloat.of(Float.POSITIVE_INFINITY));
    assertEquals(0x7c00, HalfFloat.of(1e9f));
    assertEquals(0x7e00, HalfFloat.of(Float.NaN));
    assertEquals(0.5f, HalfFloat.toFloat((short) 0x3800));
    assertEquals(-0x1p-24f, HalfFloat.toFloat((short) 0x8001));
    assertEquals(Float.POSITIVE_INFINITY, HalfFloat.toFloat((short) 0x7c00));
  }
}

package dev.quantloop.llama.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GgmlTypeTest {
  @Test
  void everyTypeIsFoundByItsNumber() {
    for (GgmlType type : GgmlType.values()) {
      assertEquals(type, GgmlType.of(type.id()).orElseThrow());
    }
  }

  @Test
  void removedAndFutureNumbersAreNoTypes() {
    for (int id : new int[] {-1, 4, 5, 31, 36, 44, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertTrue(GgmlType.of(id).isEmpty(), "type " + id);
    }
  }

  @Test
  void bitsPerElementAreThePublishedOnes() {
    assertEquals(16, bitsPerElement(GgmlType.BF16));
    assertEquals(8.5, bitsPerElement(GgmlType.Q8_0));
    assertEquals(6.5625, bitsPerElement(GgmlType.Q6_K));
    assertEquals(4.5, bitsPerElement(GgmlType.Q4_K));
    assertEquals(4.25, bitsPerElement(GgmlType.IQ4_XS));
    assertEquals(2.625, bitsPerElement(GgmlType.Q2_K));
    assertEquals(2.0625, bitsPerElement(GgmlType.IQ2_XXS));
    assertEquals(1.75, bitsPerElement(GgmlType.IQ1_M));
    assertEquals(1.5625, bitsPerElement(GgmlType.IQ1_S));
  }

  private static double bitsPerElement(GgmlType type) {
    return 8.0 * type.blockBytes() / type.blockSize();
  }
}

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
    for (int id : new int[] {-1, 4, 5, 31, 36, 43, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertTrue(GgmlType.of(id).isEmpty(), "type " + id);
    }
  }

  @Test
  void bitsPerElementAreThePublishedOnes() {
    assertEquals(16, GgmlType.BF16.bitsPerElement());
    assertEquals(8.5, GgmlType.Q8_0.bitsPerElement());
    assertEquals(6.5625, GgmlType.Q6_K.bitsPerElement());
    assertEquals(4.5, GgmlType.Q4_K.bitsPerElement());
    assertEquals(4.25, GgmlType.IQ4_XS.bitsPerElement());
    assertEquals(2.625, GgmlType.Q2_K.bitsPerElement());
    assertEquals(2.0625, GgmlType.IQ2_XXS.bitsPerElement());
    assertEquals(1.75, GgmlType.IQ1_M.bitsPerElement());
    assertEquals(1.5625, GgmlType.IQ1_S.bitsPerElement());
  }
}

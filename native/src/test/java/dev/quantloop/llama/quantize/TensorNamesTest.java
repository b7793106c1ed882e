package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TensorNamesTest {
  @Test
  void namesSeveralLayersAsOneAndASingleOneAsItself() {
    TensorNames names = new TensorNames();
    names.add("blk.3.attn_k.weight");
    names.add("output.weight");
    names.add("blk.0.ffn_up.weight");
    names.add("blk.1.ffn_up.weight");
    assertEquals(4, names.count());
    assertEquals("blk.3.attn_k.weight, blk.*.ffn_up.weight (2), output.weight", names.toString());
  }
}

package dev.quantloop.app.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against what llama.cpp says in its log to allocate for such models. */
class CacheSizeTest {
  private static final int ARRAY = 9;
  private static final int INT32 = 5;
  private static final DecodeSettings FOUR_CHUNKS = new DecodeSettings(512, 2048, 512, 1);
  private static final double MIB = 1 << 20;

  @TempDir private Path directory;

  @Test
  void layersMayHaveDifferentNumbersOfHeads() {
    GgufWriter model =
        model("openelm", 3)
            .putEntry(array("openelm.attention.head_count", 2, 4, 8))
            .putEntry(array("openelm.attention.head_count_kv", 1, 2, 4))
            .putUint32("openelm.attention.key_length", 32)
            .putUint32("openelm.attention.value_length", 32);
    assertEquals(1.75 * MIB, bytes(model, FOUR_CHUNKS));
    DecodeSettings without = new DecodeSettings(512, 2048, 512, 1, FlashAttention.OFF);
    assertEquals((0.875 + 4 * 3 * 32 * 2 * 2048 / MIB) * MIB, bytes(model, without));
  }

  @Test
  void recurrentLayersHaveAStateInstead() {
    GgufWriter hybrid =
        model("lfm2", 4)
            .putUint32("lfm2.attention.head_count", 4)
            .putEntry(array("lfm2.attention.head_count_kv", 0, 2, 0, 4))
            .putUint32("lfm2.shortconv.l_cache", 3);
    tensors(hybrid, "blk.0.shortconv.conv", "blk.1.attn_k", "blk.2.shortconv.conv", "blk.3.attn_k");
    assertEquals(3 * MIB + 2 * 4 * 2 * 256 * 4, bytes(hybrid, FOUR_CHUNKS));
    GgufWriter recurrent =
        model("mamba", 2)
            .putUint32("mamba.attention.head_count", 0)
            .putUint32("mamba.ssm.conv_kernel", 4)
            .putUint32("mamba.ssm.inner_size", 512)
            .putUint32("mamba.ssm.state_size", 16);
    tensors(recurrent, "blk.0.ssm_conv1d", "blk.1.ssm_conv1d");
    assertEquals(2 * 4 * (3 * 512 + 16 * 512) * 4, bytes(recurrent, FOUR_CHUNKS));
  }

  @Test
  void layersThatAreNotRunHaveNoCache() {
    GgufWriter model =
        model("glm4moe", 4)
            .putUint32("glm4moe.attention.head_count", 4)
            .putUint32("glm4moe.attention.head_count_kv", 2)
            .putUint32("glm4moe.nextn_predict_layers", 1);
    assertEquals(3 * MIB, bytes(model, FOUR_CHUNKS));
  }

  @Test
  void windowsMayHaveHeadsOfAnotherWidthAndLayersMayShareTheirCache() {
    GgufWriter model =
        model("gemma4", 4)
            .putUint32("gemma4.attention.head_count", 4)
            .putUint32("gemma4.attention.head_count_kv", 2)
            .putUint32("gemma4.attention.key_length", 128)
            .putUint32("gemma4.attention.value_length", 128)
            .putUint32("gemma4.attention.key_length_swa", 64)
            .putUint32("gemma4.attention.value_length_swa", 64)
            .putUint32("gemma4.attention.shared_kv_layers", 1)
            .putEntry(array("gemma4.attention.sliding_window_pattern", 1, 1, 0, 1));
    assertEquals(2048 * 2 * (64 + 64 + 128) * 2 * 2, bytes(model, FOUR_CHUNKS));
  }

  @Test
  void aSequenceHasAMultipleOf256Places() {
    GgufWriter model = model("llama", 4).putUint32("llama.attention.head_count", 4);
    double each = 4 * 256 * 2 * 2;
    assertEquals(256 * each, bytes(model, new DecodeSettings(16, 16, 16, 1)));
    assertEquals(512 * each, bytes(model, new DecodeSettings(300, 300, 300, 1)));
  }

  private double bytes(GgufWriter model, DecodeSettings settings) {
    Path file = directory.resolve("model.gguf");
    model.write(file);
    return CacheSize.bytes(GgufFile.read(file), settings);
  }

  private static GgufWriter model(String architecture, int layers) {
    return new GgufWriter()
        .putText("general.architecture", architecture)
        .putUint32(architecture + ".block_count", layers)
        .putUint32(architecture + ".embedding_length", 256);
  }

  private static void tensors(GgufWriter model, String... names) {
    for (String name : names) {
      model.addF32(name + ".weight", new double[] {0}, 1);
    }
  }

  private static byte[] array(String key, int... values) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry =
        ByteBuffer.allocate(8 + name.length + 16 + 4 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(name.length)
            .put(name)
            .putInt(ARRAY)
            .putInt(INT32)
            .putLong(values.length);
    IntStream.of(values).forEach(entry::putInt);
    return entry.array();
  }
}

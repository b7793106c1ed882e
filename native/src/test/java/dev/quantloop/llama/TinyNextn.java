package dev.quantloop.llama;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Writes a small mixture of experts with random weights, the same on every machine, whose last
 * layer predicts a further token: architecture glm4moe, 2 layers, width 256, 4 experts of which 2
 * are used, the demo model's vocabulary. All norms are by weights of 1.
 */
public final class TinyNextn {
  public static final int WIDTH = 256;
  private static final String ARCHITECTURE = "glm4moe";
  private static final int HEADS = 4;
  private static final int EXPERTS = 4;
  private static final int TYPE_F32 = 6;

  private final GgufWriter writer = new GgufWriter();
  private final Random random = new Random(7);

  private TinyNextn() {}

  public static Path write(Path file) {
    TinyNextn model = new TinyNextn();
    model.addMetadata();
    model.addTensors();
    model.writer.write(file);
    return file;
  }

  private void addMetadata() {
    writer.putText("general.architecture", ARCHITECTURE);
    GgufFile demo = GgufFile.read(Native.DEMO_MODEL);
    demo.metadata().values().keySet().stream()
        .filter(key -> key.startsWith("tokenizer."))
        .forEach(key -> writer.putEntry(demo.entry(key)));
    number("block_count", 2);
    number("nextn_predict_layers", 1);
    number("context_length", 1024);
    number("embedding_length", WIDTH);
    number("feed_forward_length", WIDTH);
    number("attention.head_count", HEADS);
    number("attention.head_count_kv", HEADS);
    number("attention.key_length", WIDTH / HEADS);
    number("attention.value_length", WIDTH / HEADS);
    number("rope.dimension_count", WIDTH / HEADS);
    number("expert_count", EXPERTS);
    number("expert_used_count", 2);
    number("expert_shared_count", 1);
    number("expert_feed_forward_length", WIDTH);
    number("leading_dense_block_count", 0);
    real("attention.layer_norm_rms_epsilon", 1e-5f);
    real("rope.freq_base", 1e4f);
  }

  private void number(String key, long value) {
    writer.putUint32(ARCHITECTURE + "." + key, value);
  }

  private void real(String key, float value) {
    byte[] name = (ARCHITECTURE + "." + key).getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry = ByteBuffer.allocate(name.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    writer.putEntry(entry.putLong(name.length).put(name).putInt(TYPE_F32).putFloat(value).array());
  }

  private void addTensors() {
    GgufFile demo = GgufFile.read(Native.DEMO_MODEL);
    long vocabulary = demo.tensor("token_embd.weight").orElseThrow().dimension(1);
    add("token_embd.weight", WIDTH, vocabulary);
    add("output_norm.weight", WIDTH);
    add("output.weight", WIDTH, vocabulary);
    addLayer("blk.0.");
    addLayer("blk.1.");
    add("blk.1.nextn.eh_proj.weight", 2 * WIDTH, WIDTH);
    add("blk.1.nextn.enorm.weight", WIDTH);
    add("blk.1.nextn.hnorm.weight", WIDTH);
  }

  private void addLayer(String block) {
    add(block + "attn_norm.weight", WIDTH);
    add(block + "post_attention_norm.weight", WIDTH);
    for (String square : new String[] {"attn_q", "attn_k", "attn_v", "attn_output"}) {
      add(block + square + ".weight", WIDTH, WIDTH);
    }
    add(block + "ffn_gate_inp.weight", WIDTH, EXPERTS);
    add(block + "exp_probs_b.bias", EXPERTS);
    for (String part : new String[] {"gate", "up", "down"}) {
      add(block + "ffn_" + part + "_exps.weight", WIDTH, WIDTH, EXPERTS);
      add(block + "ffn_" + part + "_shexp.weight", WIDTH, WIDTH);
    }
  }

  private void add(String name, long... shape) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> name.contains("norm") ? 1 : 0.05 * random.nextGaussian());
    writer.addF32(name, values, shape);
  }
}

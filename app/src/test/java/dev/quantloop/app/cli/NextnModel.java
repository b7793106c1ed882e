package dev.quantloop.app.cli;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes a small mixture of experts with random weights and the demo model's vocabulary, whose
 * second and last layer predicts a further token, and which llama.cpp can run.
 */
public final class NextnModel {
  private static final GgufFile DEMO = GgufFile.read(StageFiles.MODEL);
  private static final String ARCHITECTURE = "glm4moe";
  private static final int WIDTH = 256;
  private static final int EXPERTS = 2;
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("block_count", 2),
          Map.entry("nextn_predict_layers", 1),
          Map.entry("context_length", 1024),
          Map.entry("embedding_length", WIDTH),
          Map.entry("feed_forward_length", WIDTH),
          Map.entry("attention.head_count", 4),
          Map.entry("attention.head_count_kv", 4),
          Map.entry("rope.dimension_count", WIDTH / 4),
          Map.entry("expert_count", EXPERTS),
          Map.entry("expert_used_count", 1),
          Map.entry("expert_shared_count", 1),
          Map.entry("expert_feed_forward_length", WIDTH),
          Map.entry("leading_dense_block_count", 0));

  private final GgufWriter writer = new GgufWriter();
  private final Random random = new Random(7);

  private NextnModel() {}

  public static Path write(Path file) {
    NextnModel model = new NextnModel();
    model.addMetadata();
    model.addTensors();
    model.writer.write(file);
    return file;
  }

  private void addMetadata() {
    writer.putText("general.architecture", ARCHITECTURE);
    NUMBERS.forEach((key, value) -> writer.putUint32(ARCHITECTURE + "." + key, value));
    writer.putEntry(renamed("attention.layer_norm_rms_epsilon"));
    DEMO.metadata().values().keySet().stream()
        .filter(key -> key.startsWith("tokenizer."))
        .forEach(key -> writer.putEntry(DEMO.entry(key)));
  }

  /** An entry of the demo model under the name that it has here. */
  private static byte[] renamed(String key) {
    byte[] entry = DEMO.entry("llama." + key);
    byte[] name = (ARCHITECTURE + "." + key).getBytes(StandardCharsets.UTF_8);
    int value = Long.BYTES + "llama.".length() + key.length();
    return ByteBuffer.allocate(Long.BYTES + name.length + entry.length - value)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(name.length)
        .put(name)
        .put(entry, value, entry.length - value)
        .array();
  }

  private void addTensors() {
    long vocabulary = DEMO.tensor("token_embd.weight").orElseThrow().dimension(1);
    add("token_embd", WIDTH, vocabulary);
    add("output_norm", WIDTH);
    add("output", WIDTH, vocabulary);
    for (String block : List.of("blk.0.", "blk.1.")) {
      add(block + "attn_norm", WIDTH);
      add(block + "post_attention_norm", WIDTH);
      for (String part : List.of("q", "k", "v", "output")) {
        add(block + "attn_" + part, WIDTH, WIDTH);
      }
      add(block + "ffn_gate_inp", WIDTH, EXPERTS);
      writer.addF32(block + "exp_probs_b.bias", new double[EXPERTS], EXPERTS);
      for (String part : List.of("gate", "up", "down")) {
        add(block + "ffn_" + part + "_exps", WIDTH, WIDTH, EXPERTS);
        add(block + "ffn_" + part + "_shexp", WIDTH, WIDTH);
      }
    }
    add("blk.1.nextn.eh_proj", 2 * WIDTH, WIDTH);
    add("blk.1.nextn.enorm", WIDTH);
    add("blk.1.nextn.hnorm", WIDTH);
  }

  private void add(String name, long... shape) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> shape.length == 1 ? 1 : 0.05 * random.nextGaussian());
    writer.addF32(name + ".weight", values, shape);
  }
}

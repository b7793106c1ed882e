package dev.quantloop.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes a small mixture of experts with random weights, the same on every machine: Llama
 * architecture, 2 layers, width 256, 4 experts of which 2 are used, a vocabulary of bytes. The
 * reference's moe-* files were made from it by llama.cpp's tools.
 */
public final class TinyMoe {
  private static final int LAYERS = 2;
  private static final int WIDTH = 256;
  private static final int EXPERTS = 4;
  private static final int VOCABULARY = 260;
  private static final int TYPE_U32 = 4;
  private static final int TYPE_I32 = 5;
  private static final int TYPE_F32 = 6;
  private static final int TYPE_BOOL = 7;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;

  private record Tensor(String name, float scale, float offset, long... shape) {
    int elements() {
      int n = 1;
      for (long d : shape) {
        n *= (int) d;
      }
      return n;
    }
  }

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final List<Tensor> tensors = new ArrayList<>();
  private int keys;

  private TinyMoe() {}

  public static void write(Path file) throws IOException {
    TinyMoe moe = new TinyMoe();
    moe.addMetadata();
    moe.addVocabulary();
    moe.addTensors();
    Files.write(file, moe.assemble());
  }

  private void addMetadata() {
    text("general.architecture", "llama");
    text("general.name", "tiny moe");
    number("llama.block_count", LAYERS);
    number("llama.context_length", 512);
    number("llama.embedding_length", WIDTH);
    number("llama.feed_forward_length", WIDTH);
    number("llama.attention.head_count", 4);
    number("llama.attention.head_count_kv", 2);
    number("llama.rope.dimension_count", 64);
    number("llama.expert_count", EXPERTS);
    number("llama.expert_used_count", 2);
    number("llama.vocab_size", VOCABULARY);
    key("llama.attention.layer_norm_rms_epsilon", TYPE_F32);
    raw(4).putFloat(1e-5f);
    flush();
  }

  private void addVocabulary() {
    text("tokenizer.ggml.model", "llama");
    number("tokenizer.ggml.bos_token_id", 1);
    number("tokenizer.ggml.eos_token_id", 2);
    key("tokenizer.ggml.add_bos_token", TYPE_BOOL);
    metadata.write(1);
    array("tokenizer.ggml.tokens", TYPE_STRING);
    for (String token : List.of("<unk>", "<s>", "</s>", "\u2581")) {
      string(token);
    }
    for (int b = 0; b < 256; b++) {
      string("<0x%02X>".formatted(b));
    }
    array("tokenizer.ggml.scores", TYPE_F32);
    for (int i = 0; i < VOCABULARY; i++) {
      raw(4).putFloat(i == 3 ? -1f : 0f);
      flush();
    }
    array("tokenizer.ggml.token_type", TYPE_I32);
    for (int i = 0; i < VOCABULARY; i++) {
      raw(4).putInt(i == 0 ? 2 : i < 3 ? 3 : i == 3 ? 1 : 6);
      flush();
    }
  }

  private void addTensors() {
    tensor("token_embd.weight", 1f, 0, WIDTH, VOCABULARY);
    tensor("output_norm.weight", 0.1f, 1, WIDTH);
    tensor("output.weight", 0.06f, 0, WIDTH, VOCABULARY);
    for (int layer = 0; layer < LAYERS; layer++) {
      String blk = "blk." + layer + ".";
      tensor(blk + "attn_norm.weight", 0.1f, 1, WIDTH);
      tensor(blk + "attn_q.weight", 0.06f, 0, WIDTH, WIDTH);
      tensor(blk + "attn_k.weight", 0.06f, 0, WIDTH, WIDTH / 2);
      tensor(blk + "attn_v.weight", 0.06f, 0, WIDTH, WIDTH / 2);
      tensor(blk + "attn_output.weight", 0.06f, 0, WIDTH, WIDTH);
      tensor(blk + "ffn_norm.weight", 0.1f, 1, WIDTH);
      tensor(blk + "ffn_gate_inp.weight", 0.06f, 0, WIDTH, EXPERTS);
      tensor(blk + "ffn_gate_exps.weight", 0.06f, 0, WIDTH, WIDTH, EXPERTS);
      tensor(blk + "ffn_up_exps.weight", 0.06f, 0, WIDTH, WIDTH, EXPERTS);
      tensor(blk + "ffn_down_exps.weight", 0.06f, 0, WIDTH, WIDTH, EXPERTS);
    }
  }

  private byte[] assemble() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.write(little(20).putInt(3).putLong(tensors.size()).putLong(keys).array());
    metadata.writeTo(out);
    long offset = 0;
    for (Tensor tensor : tensors) {
      byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
      out.write(little(8).putLong(name.length).array());
      out.write(name);
      out.write(little(4).putInt(tensor.shape().length).array());
      for (long d : tensor.shape()) {
        out.write(little(8).putLong(d).array());
      }
      out.write(little(12).putInt(0).putLong(offset).array());
      offset += 4L * tensor.elements();
    }
    out.write(new byte[(32 - out.size() % 32) % 32]);
    Random random = new Random(42);
    for (Tensor tensor : tensors) {
      ByteBuffer data = little(4 * tensor.elements());
      for (int i = 0; i < tensor.elements(); i++) {
        data.putFloat(tensor.offset() + tensor.scale() * (float) random.nextGaussian());
      }
      out.write(data.array());
    }
    return out.toByteArray();
  }

  private void tensor(String name, float scale, float offset, long... shape) {
    tensors.add(new Tensor(name, scale, offset, shape));
  }

  private void text(String key, String value) {
    key(key, TYPE_STRING);
    string(value);
  }

  private void number(String key, int value) {
    key(key, TYPE_U32);
    raw(4).putInt(value);
    flush();
  }

  private void array(String key, int elementType) {
    key(key, TYPE_ARRAY);
    raw(12).putInt(elementType).putLong(VOCABULARY);
    flush();
  }

  private void key(String key, int type) {
    keys++;
    string(key);
    raw(4).putInt(type);
    flush();
  }

  private void string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    raw(8 + utf8.length).putLong(utf8.length).put(utf8);
    flush();
  }

  private ByteBuffer pending;

  private ByteBuffer raw(int bytes) {
    pending = little(bytes);
    return pending;
  }

  private void flush() {
    metadata.writeBytes(pending.array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

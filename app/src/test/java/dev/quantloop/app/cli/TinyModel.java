package dev.quantloop.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a Llama model of one block, with a token for each byte, all weights equal: another
 * vocabulary.
 */
public final class TinyModel {
  /** What byte tokens are from and to. */
  private static final int BYTES = 3;

  private static final int BYTES_END = BYTES + 256;
  private static final int WIDTH = 64;
  private static final int VOCABULARY = 264;
  private static final int UINT32 = 4;
  private static final int FLOAT32 = 6;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int ALIGNMENT = 32;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int keys;
  private int tensors;

  private TinyModel() {}

  public static void write(Path file) throws IOException {
    TinyModel model = new TinyModel();
    model.addMetadata();
    model.addTensors();
    Files.write(file, model.assemble());
  }

  private void addMetadata() throws IOException {
    text("general.architecture", "llama");
    number("llama.block_count", 1);
    number("llama.context_length", 512);
    number("llama.embedding_length", WIDTH);
    number("llama.feed_forward_length", WIDTH);
    number("llama.attention.head_count", 1);
    key("llama.attention.layer_norm_rms_epsilon", FLOAT32).write(bytes(4).putFloat(1e-5f).array());
    text("tokenizer.ggml.model", "llama");
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    IntStream.range(0, 256).forEach(i -> tokens.add("<0x%02X>".formatted(i)));
    tokens.add("\u2581"); // what a blank becomes
    IntStream.range(tokens.size(), VOCABULARY).forEach(i -> tokens.add("t" + i));
    array("tokenizer.ggml.tokens", STRING);
    for (String token : tokens) {
      string(metadata, token);
    }
    array("tokenizer.ggml.scores", FLOAT32);
    for (int i = 0; i < VOCABULARY; i++) {
      metadata.write(bytes(4).putFloat(-i).array());
    }
    array("tokenizer.ggml.token_type", UINT32 + 1);
    for (int i = 0; i < VOCABULARY; i++) {
      metadata.write(bytes(4).putInt(tokenType(i)).array());
    }
  }

  private static int tokenType(int id) {
    if (id < BYTES) {
      return id == 0 ? 2 : 3;
    }
    return id < BYTES_END ? 6 : 1;
  }

  private void addTensors() throws IOException {
    tensor("token_embd.weight", WIDTH, VOCABULARY);
    tensor("output_norm.weight", WIDTH);
    tensor("blk.0.attn_norm.weight", WIDTH);
    tensor("blk.0.ffn_norm.weight", WIDTH);
    for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      tensor("blk.0." + name + ".weight", WIDTH, WIDTH);
    }
    for (String name : List.of("ffn_gate", "ffn_up", "ffn_down")) {
      tensor("blk.0." + name + ".weight", WIDTH, WIDTH);
    }
  }

  private byte[] assemble() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write("GGUF".getBytes(StandardCharsets.US_ASCII));
    file.write(bytes(20).putInt(3).putLong(tensors).putLong(keys).array());
    metadata.writeTo(file);
    infos.writeTo(file);
    file.write(new byte[Math.floorMod(-file.size(), ALIGNMENT)]);
    data.writeTo(file);
    return file.toByteArray();
  }

  private void tensor(String name, int... shape) throws IOException {
    string(infos, name);
    infos.write(bytes(4).putInt(shape.length).array());
    int elements = 1;
    for (int dimension : shape) {
      infos.write(bytes(8).putLong(dimension).array());
      elements *= dimension;
    }
    infos.write(bytes(12).putInt(0).putLong(data.size()).array());
    ByteBuffer values = bytes(elements * 4);
    while (values.hasRemaining()) {
      values.putFloat(0.01f);
    }
    data.write(values.array());
    tensors++;
  }

  private void text(String key, String value) throws IOException {
    key(key, STRING);
    string(metadata, value);
  }

  private void number(String key, int value) throws IOException {
    key(key, UINT32).write(bytes(4).putInt(value).array());
  }

  private void array(String key, int type) throws IOException {
    key(key, ARRAY).write(bytes(12).putInt(type).putLong(VOCABULARY).array());
  }

  private ByteArrayOutputStream key(String key, int type) throws IOException {
    keys++;
    string(metadata, key);
    metadata.write(bytes(4).putInt(type).array());
    return metadata;
  }

  private static void string(ByteArrayOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes(8).putLong(utf8.length).array());
    out.write(utf8);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package dev.quantloop.llama;

import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The header of a quantized file, up to its first tensor's data, in which what is said of the
 * imatrix can be replaced.
 */
final class QuantHeader {
  private static final int VERSION = 3;

  /** GGML_QNT_VERSION */
  private static final int QUANTIZATION_VERSION = 2;

  private static final Set<String> SPLIT = Set.of("split.no", "split.count", "split.tensors.count");

  private final byte[] before;
  private final byte[] after;
  private final KeyValueOverrides imatrix;

  private QuantHeader(byte[] before, byte[] after, KeyValueOverrides imatrix) {
    this.before = before;
    this.after = after;
    this.imatrix = imatrix;
  }

  /**
   * @param imatrix what the file says of its imatrix
   * @throws LlamaException where that does not stand in the file as llama-quantize writes it
   */
  static QuantHeader read(GgufFile file, KeyValueOverrides imatrix) {
    byte[] header = bytes(file);
    byte[] said = imatrix.toGguf();
    int at = find(header, said, 0);
    if (at < 0 || find(header, said, at + 1) >= 0) {
      throw new LlamaException(file.path() + " does not say of its imatrix what was expected");
    }
    return new QuantHeader(
        Arrays.copyOf(header, at),
        Arrays.copyOfRange(header, at + said.length, header.length),
        imatrix);
  }

  /**
   * The header of a quant as llama_model_quantize writes it: the model's metadata, except what it
   * says of splitting and of quantization, then what is to be said of that.
   *
   * @param tensors as they are to be, in their order
   */
  static byte[] compose(
      GgufFile model, int ftype, KeyValueOverrides imatrix, List<GgufTensor> tensors) {
    KeyValueOverrides said = new KeyValueOverrides();
    said.add("general.quantization_version", QUANTIZATION_VERSION);
    said.add("general.file_type", ftype);
    said.addAll(imatrix);
    List<String> kept =
        model.metadata().keys().stream()
            .filter(key -> !said.keys().contains(key) && !SPLIT.contains(key))
            .toList();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    header.writeBytes(room(Integer.BYTES).putInt(VERSION).array());
    header.writeBytes(room(Long.BYTES).putLong(tensors.size()).array());
    header.writeBytes(room(Long.BYTES).putLong(kept.size() + said.keys().size()).array());
    kept.forEach(key -> header.writeBytes(model.entry(key)));
    header.writeBytes(said.toGguf());
    long offset = 0;
    for (GgufTensor tensor : tensors) {
      header.writeBytes(description(tensor, offset));
      offset += GgufFile.padded(tensor.bytes());
    }
    header.writeBytes(new byte[(int) (GgufFile.padded(header.size()) - header.size())]);
    return header.toByteArray();
  }

  private static byte[] description(GgufTensor tensor, long offset) {
    byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
    int dimensions = tensor.shape().size();
    while (dimensions > 1 && tensor.dimension(dimensions - 1) == 1) {
      dimensions--;
    }
    ByteBuffer description = room(3 * Long.BYTES + name.length + Long.BYTES * dimensions);
    description.putLong(name.length).put(name).putInt(dimensions);
    for (int d = 0; d < dimensions; d++) {
      description.putLong(tensor.dimension(d));
    }
    return description.putInt(tensor.type().id()).putLong(offset).array();
  }

  private static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(GgufFile file) {
    try (RandomAccessFile in = new RandomAccessFile(file.path().toFile(), "r")) {
      byte[] header = new byte[Math.toIntExact(file.headerBytes())];
      in.readFully(header);
      return header;
    } catch (IOException e) {
      throw FileTrouble.reading(file.path(), e);
    }
  }

  /** Another file's header, which says this of its imatrix: the same things, in the same order. */
  byte[] with(KeyValueOverrides other) {
    if (!other.keys().equals(imatrix.keys())) {
      throw new LlamaException("the imatrix has other metadata than the first of its series");
    }
    byte[] said = other.toGguf();
    int length = before.length + said.length + after.length;
    return ByteBuffer.allocate((int) GgufFile.padded(length))
        .put(before)
        .put(said)
        .put(after)
        .array();
  }

  private static int find(byte[] text, byte[] wanted, int from) {
    for (int at = from; at + wanted.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}

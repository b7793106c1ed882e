package dev.quantloop.llama.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The header of a GGUF file, version 3, alignment 32, byte for byte as ggml writes it: metadata and
 * tensors in the order in which they were added. Not thread-safe.
 */
public final class GgufHeader {
  private static final int VERSION = 3;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private long metadataCount;
  private long tensorCount;
  private long dataBytes;

  public GgufHeader putText(String key, String value) {
    return putText(key, utf8(value));
  }

  /** Adds a text whose bytes need not be whole characters. */
  public GgufHeader putText(String key, byte[] value) {
    startEntry(key, GgufScalarType.STRING.id());
    put(metadata, value);
    return this;
  }

  /** Adds an unsigned 32-bit number. */
  public GgufHeader putUint32(String key, long value) {
    startEntry(key, GgufScalarType.UINT32.id());
    put(metadata, (int) value);
    return this;
  }

  public GgufHeader putTexts(String key, List<String> values) {
    startEntry(key, GgufScalarType.ARRAY_ID);
    put(metadata, GgufScalarType.STRING.id());
    put(metadata, (long) values.size());
    values.forEach(value -> put(metadata, utf8(value)));
    return this;
  }

  /** Adds an entry of another file, as {@link GgufFile#entry} gives it. */
  public GgufHeader putEntry(byte[] entry) {
    metadata.writeBytes(entry);
    metadataCount++;
    return this;
  }

  /**
   * Adds a tensor, whose data is to follow that of the tensors before, padded; so the place that
   * {@code tensor} gives does not matter. Trailing dimensions of length 1 are not stored.
   */
  public GgufHeader addTensor(GgufTensor tensor) {
    List<Long> shape = tensor.shape();
    int dimensions = shape.size();
    while (dimensions > 1 && shape.get(dimensions - 1) == 1) {
      dimensions--;
    }
    put(tensors, utf8(tensor.name()));
    put(tensors, dimensions);
    shape.subList(0, dimensions).forEach(length -> put(tensors, (long) length));
    put(tensors, tensor.type().id());
    put(tensors, dataBytes);
    dataBytes += GgufFile.padded(tensor.bytes());
    tensorCount++;
    return this;
  }

  /** All up to the first tensor's data, padding included. */
  public byte[] toBytes() {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    put(header, VERSION);
    put(header, tensorCount);
    put(header, metadataCount);
    header.writeBytes(metadata.toByteArray());
    header.writeBytes(tensors.toByteArray());
    header.writeBytes(new byte[(int) (GgufFile.padded(header.size()) - header.size())]);
    return header.toByteArray();
  }

  private void startEntry(String key, int type) {
    put(metadata, utf8(key));
    put(metadata, type);
    metadataCount++;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ByteArrayOutputStream out, byte[] text) {
    put(out, (long) text.length);
    out.writeBytes(text);
  }

  private static void put(ByteArrayOutputStream out, int number) {
    out.writeBytes(littleEndian(Integer.BYTES).putInt(number).array());
  }

  private static void put(ByteArrayOutputStream out, long number) {
    out.writeBytes(littleEndian(Long.BYTES).putLong(number).array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

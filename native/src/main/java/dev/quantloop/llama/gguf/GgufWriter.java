package dev.quantloop.llama.gguf;

import dev.quantloop.llama.file.WholeFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a GGUF file, version 3, alignment 32, byte for byte as ggml does: metadata and tensors in
 * the order in which they were added. Tensor data is streamed from the arrays that were given,
 * which must not change until {@link #write} returns; a tensor without data has a place in the
 * header only. Not thread-safe.
 */
public final class GgufWriter {
  private static final int VERSION = 3;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private long metadataCount;
  private long tensorCount;
  private final List<Consumer<WholeFile>> data = new ArrayList<>();
  private long dataBytes;

  public GgufWriter putText(String key, String value) {
    return putText(key, utf8(value));
  }

  /** Adds a text whose bytes need not be whole characters. */
  public GgufWriter putText(String key, byte[] value) {
    startEntry(key, GgufScalarType.STRING.id());
    put(metadata, value);
    return this;
  }

  /** Adds an unsigned 32-bit number. */
  public GgufWriter putUint32(String key, long value) {
    startEntry(key, GgufScalarType.UINT32.id());
    put(metadata, (int) value);
    return this;
  }

  public GgufWriter putTruth(String key, boolean value) {
    startEntry(key, GgufScalarType.BOOL.id());
    metadata.write(value ? 1 : 0);
    return this;
  }

  public GgufWriter putTexts(String key, List<String> values) {
    startEntry(key, GgufScalarType.ARRAY_ID);
    put(metadata, GgufScalarType.STRING.id());
    put(metadata, (long) values.size());
    values.forEach(value -> put(metadata, utf8(value)));
    return this;
  }

  /** Adds an entry of another file, as {@link GgufFile#entry} gives it. */
  public GgufWriter putEntry(byte[] entry) {
    metadata.writeBytes(entry);
    metadataCount++;
    return this;
  }

  /**
   * Adds a tensor, whose data is to follow that of the tensors before, padded; so the place that
   * {@code tensor} gives does not matter. Trailing dimensions of length 1 are not stored.
   */
  public GgufWriter addTensor(GgufTensor tensor) {
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

  /** Adds a tensor of another file, as {@link GgufFile#bytes} gives its data. */
  public GgufWriter addTensor(GgufTensor tensor, byte[] bytes) {
    data.add(out -> out.write(bytes));
    return addTensor(tensor);
  }

  /** Adds a tensor of the type F32, each element rounded to it; {@code shape} as in a file. */
  public GgufWriter addF32(String name, double[] values, long... shape) {
    return add(
        name, GgmlType.F32, values.length, shape, (i, room) -> room.putFloat((float) values[i]));
  }

  public GgufWriter addF32(String name, long[] values, long... shape) {
    return add(name, GgmlType.F32, values.length, shape, (i, room) -> room.putFloat(values[i]));
  }

  public GgufWriter addF64(String name, double[] values, long... shape) {
    return add(name, GgmlType.F64, values.length, shape, (i, room) -> room.putDouble(values[i]));
  }

  public GgufWriter addI64(String name, long[] values, long... shape) {
    return add(name, GgmlType.I64, values.length, shape, (i, room) -> room.putLong(values[i]));
  }

  private interface Element {
    void put(int index, ByteBuffer room);
  }

  private GgufWriter add(String name, GgmlType type, int count, long[] shape, Element element) {
    GgufTensor tensor = new GgufTensor(name, type, Arrays.stream(shape).boxed().toList(), 0);
    if (tensor.elements() != count) {
      throw new IllegalArgumentException(
          name + " has " + count + " elements, not " + tensor.elements());
    }
    data.add(
        out -> {
          for (int i = 0; i < count; i++) {
            element.put(i, out.room(type.blockBytes()));
          }
        });
    return addTensor(tensor);
  }

  /** Writes the file whole: it appears under its name when it is complete and on the disk. */
  public void write(Path file) {
    try (WholeFile out = WholeFile.create(file)) {
      out.write(header());
      for (Consumer<WholeFile> tensor : data) {
        tensor.accept(out);
        out.pad(GgufFile.DEFAULT_ALIGNMENT);
      }
      out.commit();
    }
  }

  /** All up to the first tensor's data, padding included. */
  public byte[] header() {
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

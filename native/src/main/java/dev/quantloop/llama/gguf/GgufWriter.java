package dev.quantloop.llama.gguf;

import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a GGUF file, version 3, alignment 32, byte for byte as ggml does: metadata and tensors in
 * the order in which they were added. Tensor data is streamed from the arrays that were given,
 * which must not change until {@link #write} returns. Not thread-safe.
 */
public final class GgufWriter {
  private static final int VERSION = 3;

  private final List<Part> metadata = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  private interface Part {
    void write(WholeFile out) throws IOException;
  }

  private record Tensor(String name, GgmlType type, long[] shape, int count, Part data) {
    long bytes() {
      return (long) count * type.blockBytes();
    }
  }

  public GgufWriter putText(String key, String value) {
    return put(key, GgufScalarType.STRING, out -> text(out, value));
  }

  /** Adds an unsigned 32-bit number. */
  public GgufWriter putUint32(String key, long value) {
    return put(key, GgufScalarType.UINT32, out -> out.room(4).putInt((int) value));
  }

  public GgufWriter putTexts(String key, List<String> values) {
    List<String> copy = List.copyOf(values);
    metadata.add(
        out -> {
          text(out, key);
          out.room(4).putInt(GgufScalarType.ARRAY_ID);
          out.room(4).putInt(GgufScalarType.STRING.id());
          out.room(8).putLong(copy.size());
          for (String value : copy) {
            text(out, value);
          }
        });
    return this;
  }

  /** Adds a tensor of the type F32, each element rounded to it; {@code shape} as in a file. */
  public GgufWriter addF32(String name, double[] values, long... shape) {
    return add(
        name, GgmlType.F32, values.length, shape, (i, room) -> room.putFloat((float) values[i]));
  }

  /** Adds a tensor of the type F32, each element rounded to it. */
  public GgufWriter addF32(String name, long[] values, long... shape) {
    return add(name, GgmlType.F32, values.length, shape, (i, room) -> room.putFloat(values[i]));
  }

  /** Adds a tensor of the type F64. */
  public GgufWriter addF64(String name, double[] values, long... shape) {
    return add(name, GgmlType.F64, values.length, shape, (i, room) -> room.putDouble(values[i]));
  }

  /** Adds a tensor of the type I64. */
  public GgufWriter addI64(String name, long[] values, long... shape) {
    return add(name, GgmlType.I64, values.length, shape, (i, room) -> room.putLong(values[i]));
  }

  /** Writes the file whole: it appears under its name when it is complete and on the disk. */
  public void write(Path file) {
    try (WholeFile out = WholeFile.create(file)) {
      writeHeader(out);
      for (Tensor tensor : tensors) {
        tensor.data().write(out);
        out.pad(GgufFile.DEFAULT_ALIGNMENT);
      }
      out.commit();
    } catch (IOException e) {
      throw FileTrouble.writing(file, e);
    }
  }

  private interface Element {
    void put(int index, ByteBuffer room);
  }

  private GgufWriter add(String name, GgmlType type, int count, long[] shape, Element element) {
    long product = 1;
    for (long dimension : shape) {
      product = Math.multiplyExact(product, dimension);
    }
    if (product != count) {
      throw new IllegalArgumentException(name + " has " + count + " elements, not " + product);
    }
    Part data =
        out -> {
          for (int i = 0; i < count; i++) {
            element.put(i, out.room(type.blockBytes()));
          }
        };
    tensors.add(new Tensor(name, type, significant(shape), count, data));
    return this;
  }

  /** ggml does not store the trailing dimensions of length 1. */
  private static long[] significant(long[] shape) {
    int dimensions = shape.length;
    while (dimensions > 1 && shape[dimensions - 1] == 1) {
      dimensions--;
    }
    return Arrays.copyOf(shape, dimensions);
  }

  private GgufWriter put(String key, GgufScalarType type, Part value) {
    metadata.add(
        out -> {
          text(out, key);
          out.room(4).putInt(type.id());
          value.write(out);
        });
    return this;
  }

  private void writeHeader(WholeFile out) throws IOException {
    out.write("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.room(4).putInt(VERSION);
    out.room(8).putLong(tensors.size());
    out.room(8).putLong(metadata.size());
    for (Part part : metadata) {
      part.write(out);
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      writeInfo(out, tensor, offset);
      offset += (tensor.bytes() + GgufFile.DEFAULT_ALIGNMENT - 1) & -GgufFile.DEFAULT_ALIGNMENT;
    }
    out.pad(GgufFile.DEFAULT_ALIGNMENT);
  }

  private static void writeInfo(WholeFile out, Tensor tensor, long offset) throws IOException {
    text(out, tensor.name());
    out.room(4).putInt(tensor.shape().length);
    for (long dimension : tensor.shape()) {
      out.room(8).putLong(dimension);
    }
    out.room(4).putInt(tensor.type().id());
    out.room(8).putLong(offset);
  }

  private static void text(WholeFile out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.room(8).putLong(bytes.length);
    out.write(bytes);
  }
}

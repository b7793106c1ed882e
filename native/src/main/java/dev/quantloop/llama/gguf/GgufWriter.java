package dev.quantloop.llama.gguf;

import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a GGUF file, byte for byte as ggml does: metadata and tensors in the order in which they
 * were added. Tensor data is streamed from the arrays that were given, which must not change until
 * {@link #write} returns. Not thread-safe.
 */
public final class GgufWriter {
  private final GgufHeader header = new GgufHeader();
  private final List<Data> tensors = new ArrayList<>();

  private interface Data {
    void write(WholeFile out) throws IOException;
  }

  public GgufWriter putText(String key, String value) {
    header.putText(key, value);
    return this;
  }

  /** Adds an unsigned 32-bit number. */
  public GgufWriter putUint32(String key, long value) {
    header.putUint32(key, value);
    return this;
  }

  public GgufWriter putTexts(String key, List<String> values) {
    header.putTexts(key, values);
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
      out.write(header.toBytes());
      for (Data tensor : tensors) {
        tensor.write(out);
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
    header.addTensor(new GgufTensor(name, type, Arrays.stream(shape).boxed().toList(), 0));
    tensors.add(
        out -> {
          for (int i = 0; i < count; i++) {
            element.put(i, out.room(type.blockBytes()));
          }
        });
    return this;
  }
}

package dev.quantloop.llama.quantize;

import com.sun.jna.Pointer;
import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Reads tensors of a file as they are. The file may be deleted while this is open. Safe to use from
 * several threads.
 */
final class TensorFile implements AutoCloseable {
  private static final int MOST_AT_ONCE = 1 << 24;

  private final Path path;
  private final FileChannel file;

  TensorFile(Path path) {
    this.path = path;
    try {
      this.file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw FileFailure.reading(path, e);
    }
  }

  void read(GgufTensor tensor, Pointer into) {
    for (long at = 0; at < tensor.bytes(); at += MOST_AT_ONCE) {
      read(tensor.offset() + at, part(into, at, tensor.bytes()));
    }
  }

  /** Fills what remains of {@code into} with the bytes from {@code from} on. */
  void read(long from, ByteBuffer into) {
    try {
      FileCursor.fill(file, into, from);
    } catch (IOException e) {
      throw FileFailure.reading(path, e);
    }
  }

  /** Shows memory part by part, for a buffer holds 2 GiB at the most. */
  static void forEachPart(Pointer data, long bytes, Consumer<ByteBuffer> use) {
    for (long at = 0; at < bytes; at += MOST_AT_ONCE) {
      use.accept(part(data, at, bytes));
    }
  }

  static boolean same(Pointer a, Pointer b, long bytes) {
    for (long at = 0; at < bytes; at += MOST_AT_ONCE) {
      if (!part(a, at, bytes).equals(part(b, at, bytes))) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer part(Pointer data, long at, long end) {
    return data.getByteBuffer(at, Math.min(MOST_AT_ONCE, end - at));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}

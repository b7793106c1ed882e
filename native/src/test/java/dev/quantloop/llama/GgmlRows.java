package dev.quantloop.llama;

import com.sun.jna.Memory;
import dev.quantloop.llama.gguf.GgmlType;

/** Rows quantized by ggml's own functions, for tests. */
public final class GgmlRows {
  private GgmlRows() {}

  /**
   * @param rows {@code count} rows, one after the other
   * @param importance a value for each column, or null
   */
  public static byte[] quantize(GgmlType type, float[] rows, int count, float[] importance) {
    int columns = rows.length / count;
    int bytes = rows.length / type.blockSize() * type.blockBytes();
    try (Memory from = new Memory(4L * rows.length);
        Memory imatrix = new Memory(4L * columns);
        Memory to = new Memory(bytes)) {
      from.write(0, rows, 0, rows.length);
      if (importance != null) {
        imatrix.write(0, importance, 0, columns);
      }
      Native.library()
          .lib()
          .ggml_quantize_chunk(
              type.id(), from, to, 0, count, columns, importance == null ? null : imatrix);
      return to.getByteArray(0, bytes);
    }
  }
}

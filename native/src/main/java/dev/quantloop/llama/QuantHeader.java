package dev.quantloop.llama;

import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.gguf.GgufFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The header of a quantized file, up to its first tensor's data, in which what is said of the
 * imatrix can be replaced.
 */
final class QuantHeader {
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
    int padded = (length + GgufFile.DEFAULT_ALIGNMENT - 1) & -GgufFile.DEFAULT_ALIGNMENT;
    return ByteBuffer.allocate(padded).put(before).put(said).put(after).array();
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

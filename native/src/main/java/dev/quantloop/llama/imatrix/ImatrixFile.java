package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads and writes imatrix files: llama.cpp's GGUF format, its legacy {@code .dat} format, and the
 * ledger, a GGUF file of this program that keeps the sums exactly. Files are written whole or not
 * at all.
 */
public final class ImatrixFile {
  /** The chunk size that a legacy file, which does not state its own, is taken to have. */
  public static final int DEFAULT_CHUNK_SIZE = 512;

  private static final byte[] GGUF_MAGIC = {'G', 'G', 'U', 'F'};

  private ImatrixFile() {}

  /** Reads a file of any of the three formats, a legacy one as of chunks of 512 tokens. */
  public static ImatrixSums read(Path file) {
    return read(file, DEFAULT_CHUNK_SIZE);
  }

  /**
   * Reads a file of any of the three formats.
   *
   * @param legacyChunkSize tokens a chunk that a legacy file is taken to have; its means do not
   *     depend on it, its weight beside other sums does
   * @throws LlamaException when the file cannot be read, is damaged or is no imatrix
   */
  public static ImatrixSums read(Path file, int legacyChunkSize) {
    return startsAsGguf(file) ? GgufImatrix.read(file) : LegacyImatrix.read(file, legacyChunkSize);
  }

  /**
   * Writes what llama-imatrix would write from the same sums rounded to float, byte for byte.
   *
   * @throws LlamaException when the file cannot be written
   */
  public static void writeGguf(Path file, ImatrixSums sums) {
    GgufImatrix.write(file, sums);
  }

  /**
   * Writes the legacy format, byte for byte as llama-imatrix; it has room for one dataset, the
   * last, and leaves out weights that saw no token.
   *
   * @throws LlamaException when the file cannot be written
   */
  public static void writeDat(Path file, ImatrixSums sums) {
    LegacyImatrix.write(file, sums);
  }

  /**
   * Writes the ledger: as the GGUF format, but with {@code general.type = "imatrix-ledger"}, {@code
   * NAME.in_sum2} as F64 and {@code NAME.counts} as I64, so that sums read back are the same to the
   * bit.
   *
   * @throws LlamaException when the file cannot be written
   */
  public static void writeLedger(Path file, ImatrixSums sums) {
    GgufImatrix.writeLedger(file, sums);
  }

  private static boolean startsAsGguf(Path file) {
    if (Files.isDirectory(file)) {
      throw new LlamaException("cannot read %s: it is a directory".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(GGUF_MAGIC.length), GGUF_MAGIC);
    } catch (IOException e) {
      throw FileTrouble.reading(file, e);
    }
  }
}

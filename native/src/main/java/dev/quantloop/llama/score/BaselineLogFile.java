package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A temporary file that holds the baseline's logits while the candidates are decoded, for models
 * that do not fit in memory together. Lossless, so that scores are the same to the bit as with both
 * models side by side.
 *
 * <p>Rows of little-endian float32 logits in nats up to a constant a row, [rows][vocabulary], in
 * the order in which the evaluation scores positions. A row of 150,000 tokens takes 600 kB.
 *
 * <p>Written once, then read; rows may be read by several threads. The file is deleted on close;
 * where the system allows it the name is gone at once, so that a killed process leaves nothing.
 */
public final class BaselineLogFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final int vocabularySize;
  private final ByteBuffer row;
  private final float[] logits;
  private final ThreadLocal<ReadRow> lastRead = ThreadLocal.withInitial(ReadRow::new);
  private long rows;

  private BaselineLogFile(Path path, FileChannel channel, int vocabularySize) {
    this.path = path;
    this.channel = channel;
    this.vocabularySize = vocabularySize;
    this.row = rowBuffer();
    this.logits = new float[vocabularySize];
  }

  /** A new, empty file in {@code directory}. */
  public static BaselineLogFile create(Path directory, int vocabularySize) {
    String name =
        ".baseline-%d-%d.logits".formatted(ProcessHandle.current().pid(), System.nanoTime());
    Path path = directory.resolve(name);
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new BaselineLogFile(path, channel, vocabularySize);
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
  }

  /**
   * Appends the first {@code count} rows of {@code source}, all or none of them.
   *
   * @throws NotFiniteException if a row is not finite
   * @throws LlamaException when the disk is full or the file cannot be written
   */
  public void append(LogitRows source, int count) {
    long before = rows;
    try {
      for (int i = 0; i < count; i++) {
        source.copy(i, 0, logits, vocabularySize);
        LogitRange.largest(logits);
        writeRow();
      }
    } catch (NotFiniteException e) {
      rows = before;
      throw e;
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
  }

  /** Appends so many rows of zeros, in the place of those that are not finite. */
  public void appendZeros(int count) {
    Arrays.fill(logits, 0);
    try {
      for (int i = 0; i < count; i++) {
        writeRow();
      }
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
  }

  private void writeRow() throws IOException {
    row.clear().asFloatBuffer().put(logits);
    long end = position(rows + 1);
    while (row.hasRemaining()) {
      channel.write(row, end - row.remaining());
    }
    rows++;
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /** The rows from {@code firstRow} on as a source for the scorer, read when they are needed. */
  public LogitRows read(long firstRow, int count) {
    if (firstRow < 0 || firstRow + count > rows) {
      throw new IllegalArgumentException(
          "rows from " + firstRow + ", " + count + " of them, where there are " + rows);
    }
    return (index, column, into, n) ->
        lastRead.get().at(firstRow + index).asFloatBuffer().get(column, into, 0, n);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileFailure.writing(path, e);
    }
  }

  /** The row that a thread read last: it asks for a row's blocks one after the other. */
  private final class ReadRow {
    private final ByteBuffer bytes = rowBuffer();
    private long held = -1;

    ByteBuffer at(long wanted) {
      if (held != wanted) {
        held = -1;
        try {
          FileCursor.fill(channel, bytes.clear(), position(wanted));
        } catch (IOException e) {
          throw FileFailure.reading(path, e);
        }
        bytes.flip();
        held = wanted;
      }
      return bytes;
    }
  }

  private long position(long rowIndex) {
    return rowIndex * vocabularySize * Float.BYTES;
  }

  private ByteBuffer rowBuffer() {
    return ByteBuffer.allocateDirect(Math.multiplyExact(vocabularySize, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}

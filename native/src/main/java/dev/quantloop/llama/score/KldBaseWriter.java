package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.WholeFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a file that llama-perplexity takes as {@code --kl-divergence-base}; {@link KldBaseFile}
 * describes it. The file appears under its name with {@link #finish}; closing before that removes
 * what was written. Not thread-safe.
 */
public final class KldBaseWriter implements AutoCloseable {
  private static final int BATCH = 16;

  private final WholeFile out;
  private final List<RowCoder> coders;
  private long rowsLeft;

  private KldBaseWriter(WholeFile out, int vocabularySize, long rows) {
    this.out = out;
    this.rowsLeft = rows;
    this.coders = Stream.generate(() -> new RowCoder(vocabularySize)).limit(BATCH).toList();
  }

  /**
   * Starts a file.
   *
   * @param tokens those of all chunks, a multiple of {@code contextSize}, as they stand before the
   *     first of each chunk is replaced by BOS
   */
  public static KldBaseWriter create(Path file, int contextSize, int vocabularySize, int[] tokens) {
    if (contextSize < 3 || tokens.length == 0 || tokens.length % contextSize != 0) {
      throw new IllegalArgumentException(tokens.length + " tokens in chunks of " + contextSize);
    }
    int chunks = tokens.length / contextSize;
    WholeFile out = WholeFile.create(file);
    try {
      out.write(KldBaseFile.MAGIC);
      out.room(4).putInt(contextSize);
      out.room(4).putInt(vocabularySize);
      out.room(4).putInt(chunks);
      for (int token : tokens) {
        out.room(4).putInt(token);
      }
    } catch (LlamaException e) {
      out.close();
      throw e;
    }
    return new KldBaseWriter(
        out, vocabularySize, (long) chunks * KldBaseFile.rowsPerChunk(contextSize));
  }

  /**
   * Appends the first {@code rows} of {@code source}, in the order of the text. They are coded on
   * the common pool, several at once.
   *
   * @throws dev.quantloop.llama.NotFiniteException if a row is not finite
   */
  public void append(LogitRows source, int rows) {
    if (rows > rowsLeft) {
      throw new IllegalStateException(rows + " rows where " + rowsLeft + " are missing");
    }
    for (int first = 0; first < rows; first += BATCH) {
      int start = first;
      int count = Math.min(BATCH, rows - first);
      IntStream.range(0, count).parallel().forEach(i -> coders.get(i).code(source, start + i));
      coders.subList(0, count).forEach(coder -> out.write(coder.coded()));
    }
    rowsLeft -= rows;
  }

  /** Completes the file; every row of every chunk must have been appended. */
  public void finish() {
    if (rowsLeft != 0) {
      throw new IllegalStateException(rowsLeft + " rows are missing");
    }
    out.commit();
  }

  @Override
  public void close() {
    out.close();
  }

  /**
   * Codes rows of logits as llama-perplexity does, in its order of float operations: 65,536 steps
   * from the larger of the least logit and 16 below the greatest, up to the greatest; {@link
   * CodedRow} describes the result. One instance per thread.
   */
  private static final class RowCoder {
    private static final float RANGE = 16;
    private static final float CODES = 65535;

    private final float[] logits;
    private final ByteBuffer row;

    RowCoder(int vocabularySize) {
      this.logits = new float[vocabularySize];
      this.row =
          ByteBuffer.allocateDirect(CodedRow.rowBytes(vocabularySize))
              .order(ByteOrder.LITTLE_ENDIAN);
    }

    void code(LogitRows source, int index) {
      source.copy(index, 0, logits, logits.length);
      float max = LogitRange.largest(logits);
      float min = max;
      for (float logit : logits) {
        min = Math.min(min, logit);
      }
      min = Math.max(min, max - RANGE);
      float scale = (max - min) / CODES;
      row.clear();
      row.putFloat(scale).putFloat(min - max - (float) Math.log(sumExp(max)));
      putCodes(min, scale);
      while (row.hasRemaining()) {
        row.put((byte) 0);
      }
      row.flip();
    }

    /** The row coded last. */
    ByteBuffer coded() {
      return row;
    }

    private void putCodes(float min, float scale) {
      float inverse = 1 / scale;
      for (float logit : logits) {
        boolean coded = scale != 0 && logit > min;
        row.putChar(coded ? (char) Math.rint(inverse * (logit - min)) : 0);
      }
    }

    private double sumExp(float max) {
      double sum = 0;
      for (float logit : logits) {
        sum += (float) Math.exp(logit - max);
      }
      return sum;
    }
  }
}

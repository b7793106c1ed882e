package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.WholeFile;
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
}

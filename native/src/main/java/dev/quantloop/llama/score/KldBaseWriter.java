package dev.quantloop.llama.score;

import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
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

  private final Path path;
  private final WholeFile out;
  private final List<RowCoder> coders;
  private long rowsLeft;

  private KldBaseWriter(Path path, WholeFile out, int vocabularySize, long rows) {
    this.path = path;
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
    try {
      WholeFile out = WholeFile.create(file);
      KldBaseWriter writer =
          new KldBaseWriter(
              file, out, vocabularySize, (long) chunks * KldBaseFile.rowsPerChunk(contextSize));
      writer.writeHeader(contextSize, vocabularySize, tokens);
      return writer;
    } catch (IOException e) {
      throw FileTrouble.writing(file, e);
    }
  }

  /**
   * Appends the first {@code rows} of {@code source}, in the order of the text. They are coded on
   * the common pool, several at once.
   */
  public void append(LogitRows source, int rows) {
    if (rows > rowsLeft) {
      throw new IllegalStateException(rows + " rows where " + rowsLeft + " are missing");
    }
    try {
      for (int first = 0; first < rows; first += BATCH) {
        appendBatch(source, first, Math.min(BATCH, rows - first));
      }
      rowsLeft -= rows;
    } catch (IOException e) {
      throw FileTrouble.writing(path, e);
    }
  }

  private void appendBatch(LogitRows source, int first, int count) throws IOException {
    IntStream.range(0, count).parallel().forEach(i -> coders.get(i).code(source, first + i));
    for (RowCoder coder : coders.subList(0, count)) {
      out.write(coder.coded());
    }
  }

  /** Completes the file; every row of every chunk must have been appended. */
  public void finish() {
    if (rowsLeft != 0) {
      throw new IllegalStateException(rowsLeft + " rows are missing");
    }
    try {
      out.commit();
    } catch (IOException e) {
      throw FileTrouble.writing(path, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw FileTrouble.writing(path, e);
    }
  }

  private void writeHeader(int contextSize, int vocabularySize, int[] tokens) throws IOException {
    try {
      out.write(KldBaseFile.MAGIC);
      out.room(4).putInt(contextSize);
      out.room(4).putInt(vocabularySize);
      out.room(4).putInt(tokens.length / contextSize);
      for (int token : tokens) {
        out.room(4).putInt(token);
      }
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }
}

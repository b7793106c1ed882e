package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A baseline's log-probabilities as {@code llama-perplexity --kl-divergence-base} writes them.
 * Little-endian: "_logits_", uint32 n_ctx, int32 n_vocab, int32 n_chunk, int32 tokens[n_ctx ·
 * n_chunk]; then per chunk n_ctx − 1 − n_ctx/2 rows as {@link CodedRow} describes.
 *
 * <p>The header and the file's size are checked when it is opened; rows are read when they are
 * needed, by any number of threads. Close it to let go of the file.
 */
public final class KldBaseFile implements AutoCloseable {
  static final byte[] MAGIC = "_logits_".getBytes(StandardCharsets.US_ASCII);
  static final int HEADER_BYTES = 20;
  private static final int MAX_COUNT = 1 << 24;
  private static final String REFUSED =
      "%s is not a file of llama-perplexity's base log-probabilities, or a damaged one: %s";

  private final Path path;
  private final FileChannel channel;
  private final int contextSize;
  private final int vocabularySize;
  private final int chunkCount;
  private final int[] tokens;

  private KldBaseFile(Path path, FileCursor in) throws IOException {
    this.path = path;
    if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
      throw in.damaged("it does not start with _logits_");
    }
    this.contextSize = count(in, 3, "tokens a chunk");
    this.vocabularySize = count(in, 2, "tokens in its vocabulary");
    this.chunkCount = count(in, 1, "chunks");
    requireSize(in);
    this.tokens = tokens(in);
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  /**
   * Opens a file.
   *
   * @throws LlamaException when it cannot be read, is no such file, or does not have the size that
   *     its header announces
   */
  public static KldBaseFile open(Path file) {
    return FileCursor.read(file, REFUSED, in -> new KldBaseFile(file, in));
  }

  /** Whether a file begins as these do. */
  public static boolean isOne(Path file) {
    return FileCursor.read(
        file,
        REFUSED,
        in -> in.fileBytes() >= MAGIC.length && Arrays.equals(in.bytes(MAGIC.length), MAGIC));
  }

  public Path path() {
    return path;
  }

  /** Tokens a chunk. */
  public int contextSize() {
    return contextSize;
  }

  public int vocabularySize() {
    return vocabularySize;
  }

  public int chunkCount() {
    return chunkCount;
  }

  /** Scored rows of a chunk: those of the positions n_ctx/2 … n_ctx − 2. */
  public int rowsPerChunk() {
    return rowsPerChunk(contextSize);
  }

  /** All chunks' tokens, contextSize · chunkCount, before any was replaced by BOS. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** The same of one chunk. */
  public int[] tokens(int chunk) {
    return Arrays.copyOfRange(tokens, chunk * contextSize, (chunk + 1) * contextSize);
  }

  /** Reads one row of one chunk. */
  void readRow(int chunk, int row, CodedRow into) {
    if (chunk < 0 || chunk >= chunkCount || row < 0 || row >= rowsPerChunk()) {
      throw new IllegalArgumentException("chunk " + chunk + ", row " + row);
    }
    try {
      ByteBuffer bytes = into.bytes();
      long index = (long) chunk * rowsPerChunk() + row;
      long position = HEADER_BYTES + 4L * tokens.length + index * bytes.limit();
      FileCursor.fill(channel, bytes, position);
    } catch (IOException e) {
      throw FileFailure.reading(path, e);
    }
    if (Float.isNaN(into.least()) || Float.isNaN(into.scale())) {
      throw NotFiniteException.logits(path, chunk);
    }
    if (!into.plausible()) {
      throw new LlamaException(
          REFUSED.formatted(path, "row %,d of chunk %,d is damaged".formatted(row, chunk)));
    }
  }

  /**
   * Reads all rows of a chunk, to see whether they are sound.
   *
   * @throws NotFiniteException if the chunk's log-probabilities are not finite
   * @throws LlamaException if it is damaged, or can't be read
   */
  public void requireSound(int chunk) {
    CodedRow into = new CodedRow(vocabularySize);
    for (int row = 0; row < rowsPerChunk(); row++) {
      readRow(chunk, row, into);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileFailure.reading(path, e);
    }
  }

  static int rowsPerChunk(int contextSize) {
    return contextSize - 1 - contextSize / 2;
  }

  private static int count(FileCursor in, int least, String what) throws IOException {
    int value = in.int32();
    if (value < least || value > MAX_COUNT) {
      throw in.damaged("it announces %s %s".formatted(Integer.toUnsignedString(value), what));
    }
    return value;
  }

  private void requireSize(FileCursor in) {
    long size = in.fileBytes();
    long chunkBytes = 4L * contextSize + (long) rowsPerChunk() * CodedRow.rowBytes(vocabularySize);
    // Multiplying the other way round could overflow.
    if ((size - HEADER_BYTES) / chunkBytes < chunkCount) {
      throw in.damaged(
          "its %,d B are too few for what it announces (chunks: %,d); compute it again"
              .formatted(size, chunkCount));
    }
    if (size != HEADER_BYTES + chunkBytes * chunkCount || tokenCount() > 1 << 29) {
      throw in.damaged(
          "its %,d B do not fit what it announces (chunks: %,d)".formatted(size, chunkCount));
    }
  }

  private long tokenCount() {
    return (long) contextSize * chunkCount;
  }

  private int[] tokens(FileCursor in) throws IOException {
    int[] read = new int[(int) tokenCount()];
    for (int i = 0; i < read.length; i++) {
      read[i] = in.int32();
      if (read[i] < 0 || read[i] >= vocabularySize) {
        throw in.damaged("it holds the token %d of %,d".formatted(read[i], vocabularySize));
      }
    }
    return read;
  }
}

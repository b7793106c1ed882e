package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileTrouble;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

  private final Path path;
  private final FileChannel channel;
  private final int contextSize;
  private final int vocabularySize;
  private final int chunkCount;
  private final int[] tokens;

  private KldBaseFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    ByteBuffer header = littleEndian(HEADER_BYTES);
    if (channel.size() < HEADER_BYTES) {
      throw refused("it is too short");
    }
    read(header, 0);
    if (!Arrays.equals(Arrays.copyOf(header.array(), MAGIC.length), MAGIC)) {
      throw refused("it does not start with _logits_");
    }
    this.contextSize = count(header.getInt(8), 3, "tokens a chunk");
    this.vocabularySize = count(header.getInt(12), 2, "tokens in its vocabulary");
    this.chunkCount = count(header.getInt(16), 1, "chunks");
    requireSize(channel.size());
    this.tokens = readTokens();
  }

  /**
   * Opens a file.
   *
   * @throws LlamaException when it cannot be read, is no such file, or does not have the size that
   *     its header announces
   */
  public static KldBaseFile open(Path file) {
    if (Files.isDirectory(file)) {
      throw new LlamaException("cannot read %s: it is a directory".formatted(file));
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new KldBaseFile(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw FileTrouble.reading(file, e);
    }
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

  /** Reads one row of one chunk. */
  void readRow(int chunk, int row, CodedRow into) {
    if (chunk < 0 || chunk >= chunkCount || row < 0 || row >= rowsPerChunk()) {
      throw new IllegalArgumentException("chunk " + chunk + ", row " + row);
    }
    try {
      ByteBuffer bytes = into.bytes();
      long index = (long) chunk * rowsPerChunk() + row;
      read(bytes, HEADER_BYTES + 4L * tokens.length + index * bytes.limit());
    } catch (IOException e) {
      throw FileTrouble.reading(path, e);
    }
    if (!into.plausible()) {
      throw refused("row %,d of chunk %,d is damaged".formatted(row, chunk));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileTrouble.reading(path, e);
    }
  }

  static int rowsPerChunk(int contextSize) {
    return contextSize - 1 - contextSize / 2;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int count(int value, int least, String what) {
    if (value < least || value > MAX_COUNT) {
      throw refused("it announces %s %s".formatted(Integer.toUnsignedString(value), what));
    }
    return value;
  }

  private void requireSize(long size) {
    long chunkBytes = 4L * contextSize + (long) rowsPerChunk() * CodedRow.rowBytes(vocabularySize);
    // Multiplying the other way round could overflow.
    if ((size - HEADER_BYTES) / chunkBytes < chunkCount) {
      throw refused(
          "it has %,d bytes, too few for the %,d chunks that it announces; compute it again"
              .formatted(size, chunkCount));
    }
    if (size != HEADER_BYTES + chunkBytes * chunkCount || tokenCount() > 1 << 29) {
      throw refused(
          "it has %,d bytes, which do not fit its %,d chunks".formatted(size, chunkCount));
    }
  }

  private long tokenCount() {
    return (long) contextSize * chunkCount;
  }

  private int[] readTokens() throws IOException {
    int[] read = new int[(int) tokenCount()];
    ByteBuffer block = littleEndian(1 << 16);
    for (int done = 0; done < read.length; ) {
      int n = Math.min(read.length - done, block.capacity() / Integer.BYTES);
      read(block.clear().limit(n * Integer.BYTES), HEADER_BYTES + 4L * done);
      block.flip().asIntBuffer().get(read, done, n);
      done += n;
    }
    for (int token : read) {
      if (token < 0 || token >= vocabularySize) {
        throw refused("it holds the token %d of %,d".formatted(token, vocabularySize));
      }
    }
    return read;
  }

  private void read(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      int n = channel.read(bytes, at);
      if (n < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += n;
    }
  }

  private LlamaException refused(String what) {
    return new LlamaException(
        "%s is no file of llama-perplexity's base log-probabilities, or a damaged one: %s"
            .formatted(path, what));
  }
}

package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.quantize.kernel.HalfFloat;
import dev.quantloop.llama.score.LogitRange;
import dev.quantloop.llama.score.LogitRows;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.FloatingPoint;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Logits of a model as {@code generate_logits.py} of llama-gguf-optimize stores them, or {@link
 * LogitsWriter}: an HDF5 file with the datasets {@code logits} [slots][context][vocabulary] of 16-
 * or 32-bit floats, {@code processed_chunks} [chunks] and {@code chunk_index} [chunks], which says
 * in which slot a chunk lies.
 *
 * <p>A slot that was freed and filled again belongs to the chunk that came last; its first one's
 * logits are gone, though the file still says that they are there. {@link #chunks} leaves those
 * out.
 *
 * <p>Blocks of logits are read when they are asked for and kept until others are. Close it to let
 * go of the file.
 */
public final class LogitsFile implements AutoCloseable {
  private static final String REFUSED =
      "%s is not a file of logits of llama-gguf-optimize, or a damaged one: %s";
  private static final int MOST_DIMENSION = 1 << 24;

  private final Path path;
  private final HdfFile file;
  private final Dataset logits;
  private final int[] sizes;
  private final Map<Integer, Integer> slots;
  private final int chunkCount;
  private Map<BlockPlace, Block> held = Map.of();
  private Optional<int[]> tokens;

  private LogitsFile(Path path, HdfFile file) {
    this.path = path;
    this.file = file;
    this.logits = dataset("logits");
    this.sizes = sizes();
    boolean[] processed = truths(dataset("processed_chunks"));
    long[] index = wholes("chunk_index");
    if (processed.length != index.length) {
      throw damaged(
          "processed_chunks has %d entries, chunk_index %d"
              .formatted(processed.length, index.length));
    }
    this.chunkCount = index.length;
    this.slots = slots(processed, index);
  }

  /** Some rows of a chunk. */
  public record Span(int chunk, int firstRow, int rows) {}

  /**
   * Opens a file.
   *
   * @throws LlamaException when it cannot be read, is no such file, or is damaged
   */
  public static LogitsFile open(Path path) {
    requireWhole(path);
    return checked(
        path,
        () -> {
          HdfFile file = new HdfFile(path);
          try {
            return new LogitsFile(path, file);
          } catch (RuntimeException e) {
            file.close();
            throw e;
          }
        });
  }

  /** Whether a file begins as those of HDF5 do. */
  public static boolean isHdf5(Path path) {
    return FileCursor.read(
        path,
        REFUSED,
        in ->
            in.fileBytes() >= Hdf5Blocks.SIGNATURE.length
                && Arrays.equals(in.bytes(Hdf5Blocks.SIGNATURE.length), Hdf5Blocks.SIGNATURE));
  }

  private static void requireWhole(Path path) {
    FileCursor.read(
        path,
        REFUSED,
        in -> {
          if (in.fileBytes() < Hdf5Blocks.SUPERBLOCK_BYTES
              || !Arrays.equals(in.bytes(Hdf5Blocks.SIGNATURE.length), Hdf5Blocks.SIGNATURE)) {
            throw in.damaged("it is no HDF5 file");
          }
          int version = in.uint8();
          in.seek(version == 0 ? Hdf5Blocks.END_OF_FILE_FIELD : version == 1 ? 44 : 28);
          long end = in.int64();
          if (end > in.fileBytes()) {
            throw in.damaged(
                "it was cut short: %,d of %,d B are there".formatted(in.fileBytes(), end));
          }
          return null;
        });
  }

  public Path path() {
    return path;
  }

  /** Rows of a slot, which is as many tokens as a chunk can have. */
  public int contextSize() {
    return sizes[1];
  }

  public int vocabularySize() {
    return sizes[2];
  }

  /** Chunks of the text that the logits are of, whether they are there or not. */
  public int chunkCount() {
    return chunkCount;
  }

  /** The numbers of the chunks whose logits are there, in their order. */
  public int[] chunks() {
    return slots.keySet().stream().mapToInt(chunk -> chunk).toArray();
  }

  /**
   * What the logits are of, if the file says so: chunk after chunk, contextSize tokens each, −1
   * behind the last of a chunk. Files of {@link LogitsWriter} do.
   *
   * @throws LlamaException when they can't be tokens of the vocabulary
   */
  public Optional<int[]> tokens() {
    if (tokens == null) {
      tokens = readTokens();
    }
    return tokens;
  }

  private Optional<int[]> readTokens() {
    if (!file.getChildren().containsKey("tokens")) {
      return Optional.empty();
    }
    return checked(
        path,
        () ->
            Optional.of(dataset("tokens").getDataFlat())
                .filter(int[].class::isInstance)
                .map(int[].class::cast)
                .filter(tokens -> tokens.length == chunkCount * (long) contextSize())
                .map(this::soundTokens));
  }

  private int[] soundTokens(int[] tokens) {
    for (int i = 0; i < tokens.length; i++) {
      boolean isBehindTheLast = i % contextSize() > 0 && tokens[i - 1] == -1;
      if (tokens[i] < -1 || tokens[i] >= vocabularySize() || isBehindTheLast && tokens[i] != -1) {
        throw damaged(
            "token %,d of chunk %,d is %d; the vocabulary has %,d"
                .formatted(i % contextSize(), i / contextSize(), tokens[i], vocabularySize()));
      }
    }
    return tokens;
  }

  /**
   * Reads rows. What was read before and is not wanted again is let go of, and so can't be used any
   * more.
   *
   * @return for each span, its rows, numbered from 0
   * @throws LlamaException when the file cannot be read, or a row was never written
   */
  public List<LogitRows> read(List<Span> spans) {
    int blockRows = blockRows();
    Map<BlockPlace, Block> wanted = new ConcurrentHashMap<>();
    List<BlockPlace> places =
        spans.stream()
            .filter(span -> span.rows() > 0)
            .flatMap(
                span ->
                    IntStream.rangeClosed(
                            span.firstRow() / blockRows,
                            (span.firstRow() + span.rows() - 1) / blockRows)
                        .mapToObj(block -> new BlockPlace(slot(span.chunk()), block)))
            .distinct()
            .toList();
    wanted.putAll(held);
    wanted.keySet().retainAll(places);
    held = wanted;
    places.parallelStream()
        .filter(place -> !wanted.containsKey(place))
        .forEach(place -> wanted.put(place, checked(path, () -> block(place, blockRows))));
    return spans.stream().map(span -> rows(span, blockRows, wanted)).toList();
  }

  /**
   * Reads rows to see whether they are sound.
   *
   * @throws NotFiniteException if a row is not finite
   * @throws LlamaException if the file can't be read or is damaged, or a row was never written
   */
  public void requireSound(Span span) {
    int step = blockRows();
    float[] row = new float[vocabularySize()];
    int end = span.firstRow() + span.rows();
    for (int first = span.firstRow(); first < end; first += step) {
      Span some = new Span(span.chunk(), first, Math.min(step, end - first));
      LogitRows rows = read(List.of(some)).get(0);
      for (int i = 0; i < some.rows(); i++) {
        rows.copy(i, 0, row, row.length);
        requireFinite(row, span.chunk());
      }
    }
  }

  private void requireFinite(float[] row, int chunk) {
    try {
      LogitRange.largest(row);
    } catch (NotFiniteException e) {
      throw NotFiniteException.logits(path, chunk);
    }
  }

  private LogitRows rows(Span span, int blockRows, Map<BlockPlace, Block> blocks) {
    int slot = slots.get(span.chunk());
    for (int row = span.firstRow(); row < span.firstRow() + span.rows(); row++) {
      if (blocks
          .get(new BlockPlace(slot, row / blockRows))
          .isEmpty(row % blockRows, vocabularySize())) {
        throw damaged("row %,d of chunk %,d was never written".formatted(row, span.chunk()));
      }
    }
    return (index, column, into, count) -> {
      int row = span.firstRow() + index;
      blocks.get(new BlockPlace(slot, row / blockRows)).copy(row % blockRows, column, into, count);
    };
  }

  private int slot(int chunk) {
    Integer slot = slots.get(chunk);
    if (slot == null) {
      throw new LlamaException("%s does not hold chunk %,d".formatted(path, chunk));
    }
    return slot;
  }

  /** Where a block lies: a slot, and its number there. */
  private record BlockPlace(int slot, int number) {}

  /** Rows of a slot in memory, or mapped. */
  private interface Block {
    void copy(int row, int column, float[] into, int count);

    /** Whether all logits of a row are 0, which is what rows are before they are written. */
    default boolean isEmpty(int row, int columns) {
      float[] some = new float[Math.min(columns, 1024)];
      for (int column = 0; column < columns; column += some.length) {
        int count = Math.min(some.length, columns - column);
        copy(row, column, some, count);
        for (int i = 0; i < count; i++) {
          if (some[i] != 0) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /** HDF5's own blocks, where each has whole rows of one slot; else some rows at a time. */
  private int blockRows() {
    return ownBlockRows().orElse(shape().blockRows());
  }

  private Optional<Integer> ownBlockRows() {
    if (logits instanceof ChunkedDataset chunked) {
      int[] block = chunked.getChunkDimensions();
      if (block[0] == 1 && block[2] == vocabularySize()) {
        return Optional.of(block[1]);
      }
    }
    return Optional.empty();
  }

  private LogitsShape shape() {
    boolean half = logits.getDataType().getSize() == Short.BYTES;
    return new LogitsShape(chunkCount, contextSize(), vocabularySize(), half, false);
  }

  private Block block(BlockPlace place, int rows) {
    int first = place.number() * rows;
    if (ownBlockRows().isEmpty()) {
      int[] size = {1, Math.min(rows, contextSize() - first), vocabularySize()};
      float[][][] read = (float[][][]) logits.getData(new long[] {place.slot(), first, 0}, size);
      return (row, column, into, count) -> System.arraycopy(read[0][row], column, into, 0, count);
    }
    ChunkedDataset chunked = (ChunkedDataset) logits;
    int[] at = {place.slot(), first, 0};
    ByteBuffer bytes =
        (logits.getFilters().isEmpty()
                ? chunked.getRawChunkBuffer(at)
                : ByteBuffer.wrap(chunked.getDecompressedChunk(at)))
            .order(((FloatingPoint) logits.getDataType()).getByteOrder());
    if (bytes.remaining() < (long) rows * shape().rowBytes()) {
      throw damaged("a block of its logits is too short");
    }
    return logits.getDataType().getSize() == Short.BYTES
        ? halves(bytes.asShortBuffer())
        : floats(bytes.asFloatBuffer());
  }

  private Block floats(FloatBuffer logits) {
    return (row, column, into, count) ->
        logits.get(row * vocabularySize() + column, into, 0, count);
  }

  private Block halves(ShortBuffer logits) {
    return (row, column, into, count) -> {
      int start = row * vocabularySize() + column;
      for (int i = 0; i < count; i++) {
        into[i] = HalfFloat.toFloat(logits.get(start + i));
      }
    };
  }

  private Map<Integer, Integer> slots(boolean[] processed, long[] index) {
    Map<Long, Integer> lastIn = new HashMap<>();
    for (int chunk = 0; chunk < index.length; chunk++) {
      if (processed[chunk] && (index[chunk] < -1 || index[chunk] >= sizes[0])) {
        throw damaged(
            "chunk %,d should lie in slot %,d of %,d".formatted(chunk, index[chunk], sizes[0]));
      }
      if (processed[chunk] && index[chunk] >= 0) {
        lastIn.put(index[chunk], chunk);
      }
    }
    Map<Integer, Integer> slots = new TreeMap<>();
    lastIn.forEach((slot, chunk) -> slots.put(chunk, slot.intValue()));
    return slots;
  }

  private int[] sizes() {
    long[] all = logits.getDimensionsAsLong();
    if (!(logits.getDataType() instanceof FloatingPoint type)
        || type.getSize() > Float.BYTES
        || all.length != 3) {
      throw damaged(
          "its logits are %d-dimensional %s; wanted are 3 dimensions of 16- or 32-bit floats"
              .formatted(all.length, logits.getJavaType().getSimpleName()));
    }
    for (long size : all) {
      if (size < 1 || size > MOST_DIMENSION) {
        throw damaged("its logits have the size " + Arrays.toString(all));
      }
    }
    requireAttribute("n_ctx", all[1]);
    requireAttribute("n_vocab", all[2]);
    return new int[] {(int) all[0], (int) all[1], (int) all[2]};
  }

  private void requireAttribute(String name, long size) {
    Attribute attribute = file.getAttributes().get(name);
    if (attribute != null
        && attribute.getData() instanceof Number value
        && value.longValue() != size) {
      throw damaged("%s is %s, but its logits have %,d".formatted(name, value, size));
    }
  }

  private Dataset dataset(String name) {
    Node node = file.getChildren().get(name);
    if (node instanceof Dataset dataset) {
      return dataset;
    }
    throw damaged("it has no dataset " + name);
  }

  private long[] wholes(String name) {
    Object data = dataset(name).getDataFlat();
    if (data instanceof long[] longs) {
      return longs;
    } else if (data instanceof int[] ints) {
      return Arrays.stream(ints).asLongStream().toArray();
    }
    throw damaged(name + " does not hold whole numbers");
  }

  /** h5py stores truths as an enumeration of FALSE and TRUE. */
  private boolean[] truths(Dataset dataset) {
    Object data = dataset.getDataFlat();
    int count = data.getClass().isArray() ? Array.getLength(data) : 0;
    boolean[] truths = new boolean[count];
    for (int i = 0; i < count; i++) {
      Object one = Array.get(data, i);
      if (!(one instanceof Number) && !"TRUE".equals(one) && !"FALSE".equals(one)) {
        throw damaged("processed_chunks does not say TRUE or FALSE");
      }
      truths[i] = one instanceof Number number ? number.intValue() != 0 : "TRUE".equals(one);
    }
    return truths;
  }

  private LlamaException damaged(String what) {
    return new LlamaException(REFUSED.formatted(path, what));
  }

  /** jhdf reports what it can't read by exceptions of many kinds. */
  private static <T> T checked(Path path, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (LlamaException e) {
      throw e;
    } catch (RuntimeException e) {
      String reason =
          e instanceof HdfException && e.getMessage() != null
              ? e.getMessage().lines().findFirst().orElse("")
              : "a part of it can't be read";
      throw new LlamaException(REFUSED.formatted(path, reason), e);
    }
  }

  @Override
  public void close() {
    held = Map.of();
    file.close();
  }
}

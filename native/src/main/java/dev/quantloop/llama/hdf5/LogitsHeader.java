package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.hdf5.Hdf5Blocks.Message;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What stands before the logits in a file: its datasets and attributes, and the values of all
 * datasets but the logits. {@code processed_chunks} says which chunks are complete, {@code
 * chunk_index} in which slot of the logits each lies (its own; −1 while it is not complete), {@code
 * tokens} of what text they are ([chunks][context], −1 behind a chunk's last); {@code freed_chunks}
 * is empty.
 */
final class LogitsHeader {
  private static final List<String> NAMES =
      List.of("chunk_index", "freed_chunks", "logits", "processed_chunks", "tokens");
  private static final int FREED_CHUNK = 1024;

  private final LogitsShape shape;
  private final String model;
  private final int[] tokens;
  private final byte[] bytes;

  private int index;
  private int processed;
  private int treeField;

  /**
   * @param model says whose logits they are
   * @param tokens of all chunks, chunks · contextSize
   */
  LogitsHeader(LogitsShape shape, String model, int[] tokens) {
    this.shape = shape;
    this.model = model;
    this.tokens = tokens;
    // Sizes do not depend on addresses, so those are right the second time.
    long[] addresses = new long[Part.values().length];
    write(addresses);
    this.bytes = write(addresses);
  }

  private enum Part {
    ROOT,
    TREE,
    HEAP,
    TABLE,
    INDEX_HEADER,
    FREED_HEADER,
    LOGITS_HEADER,
    PROCESSED_HEADER,
    TOKENS_HEADER,
    INDEX,
    PROCESSED,
    TOKENS
  }

  /** The file before the first chunk. */
  byte[] bytes() {
    return bytes.clone();
  }

  long length() {
    return bytes.length;
  }

  /** Where the address of the tree of the logits stands. */
  int treeField() {
    return treeField;
  }

  int indexField(int chunk) {
    return index + Long.BYTES * chunk;
  }

  int processedField(int chunk) {
    return processed + chunk;
  }

  /** Whether this is how a file begins, whatever of its logits is there. */
  boolean isStartOf(byte[] file) {
    return Arrays.equals(constant(file), constant(bytes));
  }

  private byte[] constant(byte[] file) {
    byte[] constant = file.clone();
    Arrays.fill(constant, Hdf5Blocks.END_OF_FILE_FIELD, Hdf5Blocks.END_OF_FILE_FIELD + 8, (byte) 0);
    Arrays.fill(constant, treeField, treeField + 8, (byte) 0);
    Arrays.fill(constant, index, indexField(shape.chunks()), (byte) 0);
    Arrays.fill(constant, processed, processedField(shape.chunks()), (byte) 0);
    return constant;
  }

  private byte[] write(long[] at) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] names = new int[NAMES.size()];
    byte[] heap = heapData(names);
    long tree = at[Part.TREE.ordinal()];
    long heapAddress = at[Part.HEAP.ordinal()];
    out.writeBytes(Hdf5Blocks.superblock(at[Part.ROOT.ordinal()], tree, heapAddress));
    for (Part part : Part.values()) {
      at[part.ordinal()] = out.size();
      byte[] content =
          switch (part) {
            case ROOT -> root(tree, heapAddress);
            case TREE -> Hdf5Blocks.groupTree(at[Part.TABLE.ordinal()], names[names.length - 1]);
            case HEAP -> Hdf5Blocks.heap(heapAddress, heap);
            case TABLE ->
                Hdf5Blocks.groupTable(
                    names,
                    Arrays.copyOfRange(
                        at, Part.INDEX_HEADER.ordinal(), Part.TOKENS_HEADER.ordinal() + 1));
            case INDEX_HEADER -> flat(at, Part.INDEX, Hdf5Blocks.integer(8), shape.chunks());
            case FREED_HEADER -> freed();
            case LOGITS_HEADER -> logits();
            case PROCESSED_HEADER -> flat(at, Part.PROCESSED, Hdf5Blocks.truth(), shape.chunks());
            case TOKENS_HEADER ->
                flat(at, Part.TOKENS, Hdf5Blocks.integer(4), shape.chunks(), shape.contextSize());
            case INDEX -> nowhere();
            case PROCESSED -> new byte[Hdf5Blocks.aligned(shape.chunks())];
            case TOKENS -> tokens();
          };
      out.writeBytes(content);
    }
    byte[] written = out.toByteArray();
    ByteBuffer.wrap(written)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(Hdf5Blocks.END_OF_FILE_FIELD, written.length);
    // The layout is the last message of its header.
    treeField =
        (int) at[Part.PROCESSED_HEADER.ordinal()]
            - Hdf5Blocks.CHUNKED_BYTES
            + Hdf5Blocks.TREE_FIELD;
    index = (int) at[Part.INDEX.ordinal()];
    processed = (int) at[Part.PROCESSED.ordinal()];
    return written;
  }

  private static byte[] heapData(int[] places) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(new byte[8]);
    for (int i = 0; i < places.length; i++) {
      places[i] = data.size();
      byte[] name = NAMES.get(i).getBytes(StandardCharsets.US_ASCII);
      data.writeBytes(Arrays.copyOf(name, Hdf5Blocks.aligned(name.length + 1)));
    }
    return data.toByteArray();
  }

  private byte[] root(long tree, long heap) {
    return Hdf5Blocks.objectHeader(
        Hdf5Blocks.symbolTable(tree, heap),
        Hdf5Blocks.attribute("format", "quantloop_logits_v1"),
        Hdf5Blocks.attribute("n_ctx", shape.contextSize()),
        Hdf5Blocks.attribute("n_vocab", shape.vocabularySize()),
        Hdf5Blocks.attribute("total_chunks", shape.chunks()),
        Hdf5Blocks.attribute("model", model));
  }

  private static byte[] flat(long[] at, Part values, byte[] type, long... sizes) {
    long elements = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    int elementBytes = ByteBuffer.wrap(type).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    return Hdf5Blocks.objectHeader(
        Hdf5Blocks.dataspace(sizes, new long[0]),
        Hdf5Blocks.datatype(type),
        Hdf5Blocks.zeros(false),
        Hdf5Blocks.contiguous(at[values.ordinal()], elements * elementBytes));
  }

  private static byte[] freed() {
    return Hdf5Blocks.objectHeader(
        Hdf5Blocks.dataspace(new long[1], new long[] {-1}),
        Hdf5Blocks.datatype(Hdf5Blocks.integer(8)),
        Hdf5Blocks.zeros(true),
        Hdf5Blocks.chunked(Hdf5Blocks.UNDEFINED, Long.BYTES, FREED_CHUNK));
  }

  private byte[] logits() {
    long[] sizes = {shape.chunks(), shape.contextSize(), shape.vocabularySize()};
    List<Message> messages = new ArrayList<>();
    messages.add(Hdf5Blocks.dataspace(sizes, new long[] {-1, sizes[1], sizes[2]}));
    messages.add(Hdf5Blocks.datatype(Hdf5Blocks.floating(shape.elementBytes())));
    messages.add(Hdf5Blocks.zeros(true));
    if (shape.compressed()) {
      messages.add(Hdf5Blocks.shuffleAndDeflate(shape.elementBytes(), BlockEncoder.DEFLATE_LEVEL));
    }
    messages.add(
        Hdf5Blocks.chunked(
            Hdf5Blocks.UNDEFINED,
            shape.elementBytes(),
            1,
            shape.blockRows(),
            shape.vocabularySize()));
    return Hdf5Blocks.objectHeader(messages.toArray(Message[]::new));
  }

  private byte[] nowhere() {
    byte[] index = new byte[Long.BYTES * shape.chunks()];
    Arrays.fill(index, (byte) -1);
    return index;
  }

  private byte[] tokens() {
    ByteBuffer all = Hdf5Blocks.room(Hdf5Blocks.aligned(Integer.BYTES * tokens.length));
    all.asIntBuffer().put(tokens);
    return all.array();
  }
}

package dev.quantloop.llama;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.file.WholeFile;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The quants of one model to one type under one imatrix after another. The first was written by
 * llama_model_quantize and shows which tensor gets which type; of each further one the tensors are
 * quantized in memory, with the bytes that llama_model_quantize would write. Tensors to which no
 * imatrix applies are the same in all of them and are taken from the first.
 *
 * <p>Not thread-safe. {@link #close} ends threads and closes files; the first may be deleted while
 * the series is open.
 */
public final class QuantSeries implements AutoCloseable {
  private static final int BUFFERS = 3;
  private static final int MOST_AT_ONCE = 1 << 24;

  private final GgufFile model;
  private final GgufFile first;
  private final FileChannel firstFile;
  private final QuantHeader header;
  private final Set<String> entries;
  private final TensorQuantizer quantizer;
  private final ExecutorService digesting = Executors.newSingleThreadExecutor(QuantSeries::thread);
  private final ExecutorService giving = Executors.newSingleThreadExecutor(QuantSeries::thread);
  private final Deque<Buffer> buffers = new ArrayDeque<>();

  /** Is given a tensor of the new quant, whole, in the order of the file. */
  @FunctionalInterface
  public interface Taker {
    /**
     * @param data valid during the call
     */
    void tensor(String name, Pointer data, long bytes);
  }

  /**
   * A quant that could be written.
   *
   * @param sha256 of its file, lower-case hexadecimal
   */
  public record Quant(String sha256, long bytes, double bitsPerWeight) {}

  private QuantSeries(
      LlamaLibrary library,
      GgufFile model,
      GgufFile first,
      ImatrixSums sums,
      String name,
      int threads)
      throws IOException {
    this.model = model;
    this.first = first;
    this.header = QuantHeader.read(first, KeyValueOverrides.ofImatrix(sums, name));
    this.entries = new HashSet<>(sums.entries().keySet());
    this.firstFile = FileChannel.open(first.path(), StandardOpenOption.READ);
    this.quantizer = new TensorQuantizer(library, model.path(), threads);
    long largest = first.tensors().stream().mapToLong(GgufTensor::bytes).max().orElse(1);
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(new Buffer(new Memory(largest)));
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "quantloop-quants");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Whether a model's quants can be made so: its weights are floats, in one file.
   *
   * @param model the unquantized one
   */
  public static boolean fits(Path model) {
    GgufFile file = GgufFile.read(model);
    return file.parts().size() == 1
        && file.tensors().stream().allMatch(tensor -> TensorQuantizer.reads(tensor.type()));
  }

  /**
   * @param model the unquantized one
   * @param first a quant of it
   * @param imatrix the first was quantized with
   * @param imatrixName what the first calls it
   * @throws LlamaException if these do not belong together, or the first comes out differently here
   */
  public static QuantSeries open(
      LlamaLibrary library, Path model, Path first, Path imatrix, String imatrixName, int threads) {
    GgufFile source = GgufFile.read(model);
    GgufFile quant = GgufFile.read(first);
    if (quant.alignment() != GgufFile.DEFAULT_ALIGNMENT) {
      throw new LlamaException(first + " is not aligned as llama-quantize aligns");
    }
    for (GgufTensor tensor : quant.tensors()) {
      if (source.tensor(tensor.name()).filter(t -> t.shape().equals(tensor.shape())).isEmpty()) {
        throw new LlamaException(first + " is no quant of " + model);
      }
    }
    ImatrixSums sums = ImatrixFile.read(imatrix);
    try {
      QuantSeries series = new QuantSeries(library, source, quant, sums, imatrixName, threads);
      series.proveOrClose(sums);
      return series;
    } catch (IOException e) {
      throw FileTrouble.reading(first, e);
    }
  }

  /** The tensors in which the quants of the series differ. */
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    first.tensors().stream().filter(this::differs).map(GgufTensor::name).forEach(names::add);
    return names;
  }

  private boolean differs(GgufTensor tensor) {
    return entries.contains(tensor.name())
        && tensor.type() != model.tensor(tensor.name()).orElseThrow().type();
  }

  /**
   * Quantizes with another imatrix, in memory.
   *
   * @param imatrixName what its file would call the imatrix
   * @param taker is given the tensors in which the series differs, by one thread
   * @param tensors told of tensors done
   * @throws LlamaException if the imatrix is not of this model, or has other entries than the first
   */
  public Quant make(Path imatrix, String imatrixName, Taker taker, ProgressListener tensors) {
    Output output =
        new Output() {
          @Override
          public void begin(byte[] header) {}

          @Override
          public void tensor(GgufTensor tensor, Pointer data) {
            if (differs(tensor)) {
              taker.tensor(tensor.name(), data, tensor.bytes());
            }
          }
        };
    return make(imatrix, imatrixName, output, tensors);
  }

  /**
   * Quantizes with another imatrix into a file, which takes its name when it is complete.
   *
   * @throws LlamaException as {@link #make}, or if the file can't be written
   */
  public Quant write(Path imatrix, String imatrixName, Path file, ProgressListener tensors) {
    try (WholeFile out = WholeFile.create(file)) {
      Quant quant = make(imatrix, imatrixName, new FileOutput(out), tensors);
      out.commit();
      return quant;
    } catch (IOException e) {
      throw FileTrouble.writing(file, e);
    } catch (UncheckedIOException e) {
      throw FileTrouble.writing(file, e.getCause());
    }
  }

  /** Takes all of a quant in the order of the file; called by one thread after the other. */
  private interface Output {
    void begin(byte[] header);

    void tensor(GgufTensor tensor, Pointer data);
  }

  private record FileOutput(WholeFile out) implements Output {
    @Override
    public void begin(byte[] header) {
      write(() -> out.write(header));
    }

    @Override
    public void tensor(GgufTensor tensor, Pointer data) {
      write(
          () -> {
            forEachPart(tensor, data, out::write);
            out.pad(GgufFile.DEFAULT_ALIGNMENT);
          });
    }

    private interface Writing {
      void run() throws IOException;
    }

    private static void write(Writing writing) {
      try {
        writing.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Quant make(Path imatrix, String imatrixName, Output output, ProgressListener tensors) {
    ImatrixSums sums = ImatrixFile.read(imatrix);
    ImatrixFit.require(sums, model, imatrix);
    if (!sums.entries().keySet().equals(entries)) {
      throw new LlamaException(imatrix + " has other entries than the first of its series");
    }
    MessageDigest digest = sha256();
    byte[] head = header.with(KeyValueOverrides.ofImatrix(sums, imatrixName));
    digest.update(head);
    output.begin(head);
    long bytes = head.length;
    try {
      int done = 0;
      for (GgufTensor tensor : first.tensors()) {
        make(tensor, sums, digest, output);
        tensors.advanced(++done, first.tensors().size());
        bytes += padded(tensor.bytes());
      }
    } finally {
      buffers.forEach(Buffer::settle);
    }
    buffers.forEach(Buffer::join);
    return new Quant(HexFormat.of().formatHex(digest.digest()), bytes, first.bitsPerWeight());
  }

  /** While a tensor is digested and given away, the next is quantized into another buffer. */
  private void make(GgufTensor tensor, ImatrixSums sums, MessageDigest digest, Output output) {
    Buffer buffer = buffers.removeFirst();
    buffers.addLast(buffer);
    buffer.join();
    Pointer data = buffer.memory;
    if (differs(tensor)) {
      quantize(tensor, sums, data);
    } else {
      read(tensor, data);
    }
    buffer.use =
        CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> digest(tensor, data, digest), digesting),
            CompletableFuture.runAsync(() -> output.tensor(tensor, data), giving));
  }

  private void quantize(GgufTensor tensor, ImatrixSums sums, Pointer into) {
    GgufTensor source = model.tensor(tensor.name()).orElseThrow();
    float[] importance = sums.entries().get(tensor.name()).meanSquares();
    quantizer.quantize(source, tensor.type(), importance, into);
  }

  private void proveOrClose(ImatrixSums sums) {
    try {
      requireSameBytes(sums);
    } catch (LlamaException e) {
      close();
      throw e;
    }
  }

  /** That one tensor of each type comes out as it stands in the first of the series. */
  private void requireSameBytes(ImatrixSums sums) {
    Map<GgmlType, GgufTensor> samples = new EnumMap<>(GgmlType.class);
    for (GgufTensor tensor : first.tensors()) {
      if (differs(tensor)) {
        samples.merge(tensor.type(), tensor, (a, b) -> b.bytes() < a.bytes() ? b : a);
      }
    }
    Pointer made = buffers.getFirst().memory;
    Pointer expected = buffers.getLast().memory;
    for (GgufTensor tensor : samples.values()) {
      quantize(tensor, sums, made);
      read(tensor, expected);
      if (!part(made, 0, tensor.bytes()).equals(part(expected, 0, tensor.bytes()))) {
        throw new LlamaException(
            "%s comes out differently from %s".formatted(tensor.name(), first.path()));
      }
    }
  }

  private void read(GgufTensor tensor, Pointer into) {
    try {
      for (long at = 0; at < tensor.bytes(); ) {
        int read = firstFile.read(part(into, at, tensor.bytes()), tensor.offset() + at);
        if (read < 0) {
          throw new EOFException("it ends too early");
        }
        at += read;
      }
    } catch (IOException e) {
      throw FileTrouble.reading(first.path(), e);
    }
  }

  private static void digest(GgufTensor tensor, Pointer data, MessageDigest digest) {
    try {
      forEachPart(tensor, data, digest::update);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest.update(new byte[(int) (padded(tensor.bytes()) - tensor.bytes())]);
  }

  private interface PartUse {
    void use(ByteBuffer part) throws IOException;
  }

  private static void forEachPart(GgufTensor tensor, Pointer data, PartUse use) throws IOException {
    for (long at = 0; at < tensor.bytes(); at += MOST_AT_ONCE) {
      use.use(part(data, at, tensor.bytes()));
    }
  }

  /** What a buffer can show of the bytes from {@code at} on. */
  private static ByteBuffer part(Pointer data, long at, long end) {
    return data.getByteBuffer(at, Math.min(MOST_AT_ONCE, end - at));
  }

  private static long padded(long bytes) {
    return (bytes + GgufFile.DEFAULT_ALIGNMENT - 1) & -GgufFile.DEFAULT_ALIGNMENT;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    digesting.shutdown();
    giving.shutdown();
    quantizer.close();
    buffers.forEach(buffer -> buffer.memory.close());
    try {
      firstFile.close();
    } catch (IOException e) {
      // It was only read.
    }
  }

  /** Room for a tensor, and what is still being done with it. */
  private static final class Buffer {
    private final Memory memory;
    private CompletableFuture<Void> use = CompletableFuture.completedFuture(null);

    Buffer(Memory memory) {
      this.memory = memory;
    }

    /** Waits until it is free; whatever went wrong is thrown by {@link #join}. */
    void settle() {
      use.exceptionally(failure -> null).join();
    }

    void join() {
      try {
        use.join();
      } catch (CompletionException e) {
        use = CompletableFuture.completedFuture(null);
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }
}

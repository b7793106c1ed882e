package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.WorkerThreads;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.kernel.RowKernel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Quantizes tensors of a model file, one after the other, each on several threads: with the bits of
 * llama_model_quantize, by ggml's function or, where there is one that gives the same bits, by a
 * {@link RowKernel}. Not thread-safe. {@link #close} ends the threads and frees the memory.
 */
final class TensorQuantizer implements AutoCloseable {
  private static final long ELEMENTS_AT_ONCE = 1 << 17;

  /**
   * Fewer where tensors are tried one after the other, so that small ones keep all threads busy.
   */
  private static final long SIMULATED_AT_ONCE = 1 << 14;

  private static final int ROWS_TO_COMPARE = 2;
  private static final Set<GgmlType> READ = EnumSet.of(GgmlType.F32, GgmlType.F16, GgmlType.BF16);

  private final LibGgml ggml;
  private final GgufFile model;
  private final TensorFile file;
  private final WorkerThreads threads;
  private final List<Worker> workers = new ArrayList<>();

  TensorQuantizer(LlamaLibrary library, GgufFile model, int threads) {
    this.ggml = library.lib();
    this.model = model;
    this.file = new TensorFile(model.path());
    this.threads = new WorkerThreads(threads, "quantloop-quantizer");
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker());
    }
  }

  /** Whether all of a model can be read: floats, in one file. */
  static boolean reads(GgufFile model) {
    return model.parts().size() == 1
        && model.tensors().stream().map(GgufTensor::type).allMatch(READ::contains);
  }

  /**
   * Makes a tensor of a quant from the model's, which is copied where it keeps its type.
   *
   * @param sums null, or those of an imatrix that fits the model
   * @param into has room for the whole tensor
   * @return the relative quantization error Σ v·(q − w)² / Σ v·w², v being the imatrix's mean
   *     squares; empty where the imatrix has none of the tensor or ggml can't turn it back
   * @throws LlamaException if the file can't be read or a scale is not finite
   */
  OptionalDouble make(GgufTensor wanted, ImatrixSums sums, Pointer into) {
    GgufTensor source = model.tensor(wanted.name()).orElseThrow();
    float[] importance = importance(source, sums);
    if (source.type() == wanted.type()) {
      file.read(source, into);
      return importance == null ? OptionalDouble.empty() : OptionalDouble.of(0);
    }
    try (Job job = new Job(source, wanted.type(), importance, into, null)) {
      run(job);
      return job.error();
    }
  }

  /**
   * Quantizes a tensor and makes floats of it again.
   *
   * @param sums null, or those of an imatrix that fits the model
   * @param into has room for the tensor in the model's type; null where only the error is wanted
   * @param every of so many pieces of the rows one is taken; 1 for the whole tensor
   * @return the relative quantization error, as {@link #make} has it; where the imatrix has nothing
   *     of the tensor, all its columns weigh the same
   * @throws LlamaException as {@link #make}, or if ggml can't turn the type back
   */
  double simulate(GgufTensor tensor, GgmlType type, ImatrixSums sums, Pointer into, int every) {
    Simulation simulation = new Simulation(into, every);
    try (Job job = new Job(tensor, type, importance(tensor, sums), null, simulation)) {
      run(job);
      return job.error().orElseThrow();
    }
  }

  private void run(Job job) {
    job.inJava = job.javaGivesTheSame(workers.get(0));
    threads.run(workers.size(), part -> job.work(workers.get(part)));
  }

  private static float[] importance(GgufTensor tensor, ImatrixSums sums) {
    ImatrixEntry entry = sums == null ? null : sums.entries().get(tensor.name());
    return entry == null ? null : entry.meanSquares();
  }

  /** Where floats go that were quantized, as for {@link #simulate}. */
  private record Simulation(Pointer into, int every) {}

  @Override
  public void close() {
    threads.close();
    workers.forEach(Worker::close);
    file.close();
  }

  /** One tensor: the threads take pieces of its rows until none is left. */
  private final class Job implements AutoCloseable {
    private final GgufTensor tensor;
    private final GgmlType to;
    private final float[] importance;
    private final Memory nativeImportance;
    private final Pointer into;
    private final Simulation simulation;
    private final int columns;
    private final long rows;
    private final long rowsOfExpert;
    private final long rowBytes;
    private final int rowsAtOnce;
    private final AtomicLong next = new AtomicLong();
    private final Dequantizer back;
    private final ErrorSums.Sums[] errors;
    private boolean inJava;

    Job(GgufTensor tensor, GgmlType to, float[] importance, Pointer into, Simulation simulation) {
      this.tensor = tensor;
      this.to = to;
      this.importance = importance;
      this.into = into;
      this.simulation = simulation;
      this.columns = Math.toIntExact(tensor.dimension(0));
      this.rows = tensor.elements() / columns;
      this.rowsOfExpert = tensor.dimension(1);
      this.rowBytes = (long) columns / to.blockSize() * to.blockBytes();
      long atOnce = simulation == null ? ELEMENTS_AT_ONCE : SIMULATED_AT_ONCE;
      this.rowsAtOnce = (int) Math.max(1, Math.min(rowsOfExpert, atOnce / columns));
      this.nativeImportance = importance == null ? null : copy(importance);
      this.back = importance == null && simulation == null ? null : back();
      this.errors = new ErrorSums.Sums[Math.toIntExact(pieces() * (rows / rowsOfExpert))];
    }

    private Dequantizer back() {
      Optional<Dequantizer> known = Dequantizer.of(ggml, to);
      if (known.isEmpty() && simulation != null) {
        throw new LlamaException("this llama.cpp library can't make floats of " + to);
      }
      return known.orElse(null);
    }

    /** Of an expert. */
    private long pieces() {
      return (rowsOfExpert + rowsAtOnce - 1) / rowsAtOnce;
    }

    private Memory copy(float[] values) {
      Memory memory = new Memory((long) values.length * Float.BYTES);
      memory.write(0, values, 0, values.length);
      return memory;
    }

    /** Pieces do not cross from one expert to the next, whose importance is another. */
    void work(Worker worker) {
      long pieces = pieces();
      int every = simulation == null ? 1 : simulation.every();
      for (long piece = next.getAndAdd(every);
          piece < errors.length;
          piece = next.getAndAdd(every)) {
        long expert = piece / pieces;
        long row = piece % pieces * rowsAtOnce;
        int count = (int) Math.min(rowsAtOnce, rowsOfExpert - row);
        long first = expert * rowsOfExpert + row;
        Pointer made =
            simulation == null ? into.share(first * rowBytes) : worker.scratch(count * rowBytes);
        work(worker, expert, first, count, made);
        if (back != null) {
          errors[(int) piece] = worker.error(this, expert, count, made);
        }
        if (simulation != null && simulation.into() != null) {
          long bytes = (long) columns * tensor.type().blockBytes();
          worker.writeBack(tensor.type(), simulation.into().share(first * bytes), count * columns);
        }
      }
    }

    /**
     * Summed in the order of the rows, so that the last bits don't hang on which thread was first.
     */
    OptionalDouble error() {
      return back == null
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              Stream.of(errors)
                  .filter(Objects::nonNull)
                  .reduce(ErrorSums.Sums.NONE, ErrorSums.Sums::plus)
                  .relative());
    }

    private void work(Worker worker, long expert, long row, int count, Pointer target) {
      worker.read(tensor, columns, row, count);
      if (inJava && worker.hasKernel(this) && worker.inJava(this, expert, count)) {
        target.write(0, worker.quantized, 0, Math.toIntExact(count * rowBytes));
      } else {
        inC(worker, expert, count, target);
      }
      if (!ggml.ggml_validate_row_data(to.id(), target, count * rowBytes)) {
        throw new LlamaException(
            "%s: tensor %s has values that can't be quantized"
                .formatted(model.path(), tensor.name()));
      }
    }

    private void inC(Worker worker, long expert, int count, Pointer target) {
      Pointer slice =
          nativeImportance == null ? null : nativeImportance.share(expert * columns * Float.BYTES);
      ggml.ggml_quantize_chunk(to.id(), worker.floats, target, 0, count, columns, slice);
    }

    /** Without an imatrix all columns weigh the same. */
    float[] weightsOf(long expert) {
      if (importance != null) {
        return importanceOf(expert);
      }
      float[] same = new float[columns];
      Arrays.fill(same, 1);
      return same;
    }

    /** Null without an imatrix. */
    float[] importanceOf(long expert) {
      if (importance == null) {
        return null;
      }
      int from = Math.toIntExact(expert * columns);
      return Arrays.copyOfRange(importance, from, from + columns);
    }

    /** ggml's function may have been compiled so that its sums are rounded otherwise. */
    boolean javaGivesTheSame(Worker worker) {
      if (!worker.hasKernel(this)) {
        return false;
      }
      int count = (int) Math.min(ROWS_TO_COMPARE, rowsOfExpert);
      worker.read(tensor, columns, 0, count);
      if (!worker.inJava(this, 0, count)) {
        return false;
      }
      int bytes = Math.toIntExact(count * rowBytes);
      Pointer made = worker.scratch(bytes);
      inC(worker, 0, count, made);
      return Arrays.equals(made.getByteArray(0, bytes), 0, bytes, worker.quantized, 0, bytes);
    }

    @Override
    public void close() {
      if (nativeImportance != null) {
        nativeImportance.close();
      }
    }
  }

  /** What a thread works with; grows with what it is given. */
  private final class Worker implements AutoCloseable {
    private ByteBuffer read = ByteBuffer.allocateDirect(0);
    private Memory floats = new Memory(1);
    private Memory back = new Memory(1);
    private Memory scratch = new Memory(1);
    private final ErrorSums errors = new ErrorSums();
    private float[] values = new float[0];
    private float[] valuesBack = new float[0];
    private byte[] quantized = new byte[0];
    private RowKernel kernel;
    private GgmlType kernelType;
    private int kernelColumns;
    private boolean kernelWithImatrix;
    private Job kernelJob;
    private long kernelExpert;

    /** Rows of a tensor, as floats. */
    void read(GgufTensor tensor, int columns, long row, int count) {
      int elements = Math.multiplyExact(columns, count);
      makeRoom(tensor.type(), elements);
      ByteBuffer bytes = read.clear().limit(elements * tensor.type().blockBytes());
      file.read(tensor.offset() + row * columns * tensor.type().blockBytes(), bytes);
      if (!ggml.ggml_validate_row_data(
          tensor.type().id(), Native.getDirectBufferPointer(read), bytes.limit())) {
        throw new LlamaException(
            "%s: tensor %s has values that are no numbers".formatted(model.path(), tensor.name()));
      }
      convert(tensor.type(), Native.getDirectBufferPointer(read), elements);
    }

    private void makeRoom(GgmlType type, int elements) {
      if (read.capacity() < elements * type.blockBytes()) {
        read = ByteBuffer.allocateDirect(elements * type.blockBytes());
      }
      long bytes = (long) elements * Float.BYTES;
      if (floats.size() < bytes) {
        floats.close();
        floats = new Memory(bytes);
      }
    }

    private void convert(GgmlType type, Pointer from, int elements) {
      switch (type) {
        case F32 -> floats.getByteBuffer(0, (long) elements * Float.BYTES).put(read.flip());
        case F16 -> ggml.ggml_fp16_to_fp32_row(from, floats, elements);
        case BF16 -> ggml.ggml_bf16_to_fp32_row(from, floats, elements);
        default -> throw new IllegalArgumentException("floats from " + type);
      }
    }

    /** Quantizes the rows that were read with the kernel; false where only ggml's function can. */
    boolean inJava(Job job, long expert, int count) {
      if (kernelJob != job || kernelExpert != expert) {
        kernel.use(job.importanceOf(expert));
        kernelJob = job;
        kernelExpert = expert;
      }
      takeValues(job.columns * count);
      int bytes = Math.toIntExact(count * job.rowBytes);
      if (quantized.length < bytes) {
        quantized = new byte[bytes];
      }
      return kernel.quantize(values, count, quantized);
    }

    private void takeValues(int elements) {
      if (values.length < elements) {
        values = new float[elements];
      }
      floats.read(0, values, 0, elements);
    }

    /** Of the rows that were read, and have been quantized. */
    ErrorSums.Sums error(Job job, long expert, int count, Pointer made) {
      int elements = job.columns * count;
      takeValues(elements);
      if (valuesBack.length < elements) {
        valuesBack = new float[elements];
      }
      if (back.size() < floats.size()) {
        back.close();
        back = new Memory(floats.size());
      }
      job.back.floats(made, back, elements);
      back.read(0, valuesBack, 0, elements);
      return errors.of(values, valuesBack, count, job.weightsOf(expert));
    }

    /** The floats that came back, in a type of floats. */
    void writeBack(GgmlType type, Pointer into, long elements) {
      switch (type) {
        case F32 -> into.write(0, valuesBack, 0, (int) elements);
        case F16 -> ggml.ggml_fp32_to_fp16_row(back, into, elements);
        case BF16 -> ggml.ggml_fp32_to_bf16_row(back, into, elements);
        default -> throw new IllegalArgumentException("floats to " + type);
      }
    }

    /** Room for quantized rows that nobody keeps. */
    Pointer scratch(long bytes) {
      if (scratch.size() < bytes) {
        scratch.close();
        scratch = new Memory(bytes);
      }
      return scratch;
    }

    /** Whether there is a kernel for such rows; what it works in is kept from tensor to tensor. */
    boolean hasKernel(Job job) {
      boolean withImatrix = job.importance != null;
      if (kernelType != job.to
          || kernelColumns != job.columns
          || kernelWithImatrix != withImatrix) {
        kernelType = job.to;
        kernelColumns = job.columns;
        kernelWithImatrix = withImatrix;
        kernelJob = null;
        kernel = RowKernel.of(job.to, job.columns, withImatrix).orElse(null);
      }
      return kernel != null;
    }

    @Override
    public void close() {
      floats.close();
      back.close();
      scratch.close();
    }
  }
}

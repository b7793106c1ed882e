package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

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
  private final GgufFile model;
  private final GgufFile first;
  private final TensorFile firstFile;
  private final Set<String> entries;
  private final TensorQuantizer quantizer;
  private final QuantPipeline pipeline;

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
   * @param errors by tensor, as far as they are known: the relative quantization error Σ v·(q − w)²
   *     / Σ v·w², v being the mean squares of the imatrix that it was made with
   */
  public record Quant(
      String sha256, long bytes, double bitsPerWeight, Map<String, Double> errors) {}

  private QuantSeries(
      LlamaLibrary library, GgufFile model, GgufFile first, ImatrixSums sums, int threads) {
    this.model = model;
    this.first = first;
    this.entries = new HashSet<>(sums.entries().keySet());
    this.firstFile = new TensorFile(first.path());
    this.quantizer = new TensorQuantizer(library, model, threads);
    this.pipeline = new QuantPipeline(first.tensors());
  }

  /**
   * Whether a model's quants can be made so: its weights are floats, in one file.
   *
   * @param model the unquantized one
   */
  public static boolean fits(Path model) {
    return TensorQuantizer.reads(GgufFile.read(model));
  }

  /**
   * @param model the unquantized one
   * @param first a quant of it
   * @param imatrix the first was quantized with
   * @param imatrixName what the first calls it
   * @throws LlamaException if these do not belong together, or the first says or holds something
   *     else than it would here
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
        throw new LlamaException(first + " is not a quant of " + model);
      }
    }
    ImatrixSums sums = ImatrixFile.read(imatrix).completedFor(source);
    QuantSeries series = new QuantSeries(library, source, quant, sums, threads);
    try {
      series.requireSameHeader(sums, imatrixName);
      series.requireSameBytes(sums);
      return series;
    } catch (LlamaException e) {
      series.close();
      throw e;
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
    ImatrixSums sums = read(imatrix);
    return pipeline.run(
        header(sums, imatrixName),
        (tensor, into) -> make(tensor, sums, into),
        (tensor, data) -> {
          if (differs(tensor)) {
            taker.tensor(tensor.name(), data, tensor.bytes());
          }
        },
        tensors);
  }

  /**
   * Quantizes with another imatrix into a file, which takes its name when it is complete.
   *
   * @throws LlamaException as {@link #make}, or if the file can't be written
   */
  public Quant write(Path imatrix, String imatrixName, Path file, ProgressListener tensors) {
    ImatrixSums sums = read(imatrix);
    return pipeline.write(
        file, header(sums, imatrixName), (tensor, into) -> make(tensor, sums, into), tensors);
  }

  private ImatrixSums read(Path imatrix) {
    ImatrixSums sums = ImatrixFile.read(imatrix).completedFor(model);
    sums.requireFit(model, imatrix);
    if (!sums.entries().keySet().equals(entries)) {
      throw new LlamaException(imatrix + " has other entries than the first of its series");
    }
    return sums;
  }

  private OptionalDouble make(GgufTensor tensor, ImatrixSums sums, Pointer into) {
    if (differs(tensor)) {
      return quantizer.make(tensor, sums, into);
    }
    firstFile.read(tensor, into);
    return entries.contains(tensor.name()) ? OptionalDouble.of(0) : OptionalDouble.empty();
  }

  private byte[] header(ImatrixSums sums, String imatrixName) {
    long fileType = first.metadata().whole(QuantMetadata.FILE_TYPE).orElse(0);
    return QuantMetadata.of(model, sums, imatrixName).header(model, fileType, first.tensors());
  }

  private void requireSameHeader(ImatrixSums sums, String imatrixName) {
    byte[] composed = header(sums, imatrixName);
    ByteBuffer found = ByteBuffer.allocate(composed.length);
    firstFile.read(0, found);
    if (!Arrays.equals(composed, found.array())) {
      throw new LlamaException(first.path() + " does not say of its imatrix what was expected");
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
    for (GgufTensor tensor : samples.values()) {
      try (Memory made = new Memory(tensor.bytes());
          Memory expected = new Memory(tensor.bytes())) {
        make(tensor, sums, made);
        firstFile.read(tensor, expected);
        if (!TensorFile.same(made, expected, tensor.bytes())) {
          throw new LlamaException(
              "%s comes out differently from %s".formatted(tensor.name(), first.path()));
        }
      }
    }
  }

  @Override
  public void close() {
    pipeline.close();
    quantizer.close();
    firstFile.close();
  }
}

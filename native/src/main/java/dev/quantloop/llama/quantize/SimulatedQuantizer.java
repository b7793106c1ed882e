package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Quantizes one tensor of a model at a time and makes floats of it again, in the type that the
 * model has it in: so a loaded model, whose weights are floats, can be given what a quantized
 * tensor is worth, while all its other weights stay exact. The blocks are those of
 * llama_model_quantize.
 *
 * <p>Not thread-safe. {@link #close} ends the threads and closes the file.
 */
public final class SimulatedQuantizer implements AutoCloseable {
  /** A tensor is estimated by so many of its elements, or all where it has fewer. */
  private static final long ESTIMATED_ELEMENTS = 1 << 20;

  private final GgufFile model;
  private final ImatrixSums sums;
  private final TensorFile file;
  private final TensorQuantizer quantizer;

  private SimulatedQuantizer(LlamaLibrary library, GgufFile model, ImatrixSums sums, int threads) {
    this.model = model;
    this.sums = sums;
    this.file = new TensorFile(model.path());
    this.quantizer = new TensorQuantizer(library, model, threads);
  }

  /**
   * A tensor that was quantized and made floats of again; close it to free the memory.
   *
   * @param data [rows][columns] in the model's type
   * @param error what was lost: Σ v·(q − w)² / Σ v·w², v being the imatrix's mean squares of the
   *     column, or the same for all where it has none
   */
  public record Simulated(Memory data, double error) implements AutoCloseable {
    @Override
    public void close() {
      data.close();
    }
  }

  /**
   * @param model whose weights are floats, in one file, as {@link QuantSeries#fits} tells
   * @param imatrix empty for none
   * @throws LlamaException if a file can't be read or the imatrix is not of the model
   */
  public static SimulatedQuantizer open(
      LlamaLibrary library, Path model, Optional<Path> imatrix, int threads) {
    GgufFile read = GgufFile.read(model);
    ImatrixSums sums = imatrix.map(path -> ImatrixFile.read(path).completedFor(read)).orElse(null);
    if (sums != null) {
      sums.requireFit(read, imatrix.get());
    }
    return new SimulatedQuantizer(library, read, sums, threads);
  }

  /**
   * @param tensor name of a tensor whose rows are whole blocks of the type
   * @throws LlamaException if its values can't be quantized
   */
  public Simulated make(String tensor, GgmlType type) {
    GgufTensor source = model.tensor(tensor).orElseThrow();
    Memory data = new Memory(source.bytes());
    try {
      return new Simulated(data, quantizer.simulate(source, type, sums, data, 1));
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** The tensor as it is in the model; close it to free the memory. */
  public Memory exact(String tensor) {
    GgufTensor source = model.tensor(tensor).orElseThrow();
    Memory data = new Memory(source.bytes());
    file.read(source, data);
    return data;
  }

  /** The error of {@link Simulated}, from a part of the rows where the tensor is large. */
  public double error(String tensor, GgmlType type) {
    GgufTensor source = model.tensor(tensor).orElseThrow();
    int every = (int) Math.max(1, source.elements() / ESTIMATED_ELEMENTS);
    return quantizer.simulate(source, type, sums, null, every);
  }

  @Override
  public void close() {
    quantizer.close();
    file.close();
  }
}

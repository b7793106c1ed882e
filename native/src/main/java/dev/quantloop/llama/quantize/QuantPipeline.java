package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.WorkerThreads;
import dev.quantloop.llama.file.WholeFile;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Makes the tensors of a quantized file one after the other in memory. While one is made, the one
 * before is hashed and given away. Not thread-safe; {@link #close} ends threads and frees memory.
 */
final class QuantPipeline implements AutoCloseable {
  private static final int BUFFERS = 3;
  private static final ThreadFactory THREADS = WorkerThreads.named("quantloop-quants");

  private final List<GgufTensor> tensors;
  private final ExecutorService digesting = Executors.newSingleThreadExecutor(THREADS);
  private final ExecutorService giving = Executors.newSingleThreadExecutor(THREADS);
  private final Deque<Buffer> buffers = new ArrayDeque<>();

  /**
   * @param tensors as they are to be, in the order of the file
   */
  QuantPipeline(List<GgufTensor> tensors) {
    this.tensors = tensors;
    long largest = tensors.stream().mapToLong(GgufTensor::bytes).max().orElse(1);
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(new Buffer(new Memory(largest)));
    }
  }

  /**
   * What the file would be that starts with this header.
   *
   * @param maker puts all bytes of a tensor into memory and says what its quantization error is,
   *     where that is known
   * @param taker takes a tensor that has been made; called by one thread
   */
  QuantSeries.Quant run(
      byte[] header,
      BiFunction<GgufTensor, Pointer, OptionalDouble> maker,
      BiConsumer<GgufTensor, Pointer> taker,
      ProgressListener progress) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    digest.update(header);
    long bytes = header.length;
    Map<String, Double> errors = new HashMap<>();
    try {
      int done = 0;
      for (GgufTensor tensor : tensors) {
        Buffer buffer = buffers.removeFirst();
        buffers.addLast(buffer);
        buffer.join();
        maker.apply(tensor, buffer.memory).ifPresent(error -> errors.put(tensor.name(), error));
        buffer.use =
            CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> digest(tensor, buffer.memory, digest), digesting),
                CompletableFuture.runAsync(() -> taker.accept(tensor, buffer.memory), giving));
        progress.advanced(++done, tensors.size());
        bytes += GgufFile.padded(tensor.bytes());
      }
    } finally {
      WorkerThreads.settle(buffers.stream().map(buffer -> buffer.use).toList());
    }
    buffers.forEach(Buffer::join);
    return new QuantSeries.Quant(
        HexFormat.of().formatHex(digest.digest()), bytes, bitsPerWeight(), errors);
  }

  /** Writes the file, which takes its name when it is complete. */
  QuantSeries.Quant write(
      Path file,
      byte[] header,
      BiFunction<GgufTensor, Pointer, OptionalDouble> maker,
      ProgressListener progress) {
    try (WholeFile out = WholeFile.create(file)) {
      out.write(header);
      QuantSeries.Quant quant =
          run(header, maker, (tensor, data) -> write(tensor, data, out), progress);
      out.commit();
      return quant;
    }
  }

  private static void write(GgufTensor tensor, Pointer data, WholeFile out) {
    TensorFile.forEachPart(data, tensor.bytes(), out::write);
    out.pad(GgufFile.DEFAULT_ALIGNMENT);
  }

  private double bitsPerWeight() {
    long bytes = tensors.stream().mapToLong(GgufTensor::bytes).sum();
    return 8.0 * bytes / tensors.stream().mapToLong(GgufTensor::elements).sum();
  }

  private static void digest(GgufTensor tensor, Pointer data, MessageDigest digest) {
    TensorFile.forEachPart(data, tensor.bytes(), digest::update);
    digest.update(new byte[(int) (GgufFile.padded(tensor.bytes()) - tensor.bytes())]);
  }

  @Override
  public void close() {
    digesting.shutdown();
    giving.shutdown();
    buffers.forEach(buffer -> buffer.memory.close());
  }

  /** Room for a tensor, and what is still being done with it. */
  private static final class Buffer {
    private final Memory memory;
    private CompletableFuture<Void> use = CompletableFuture.completedFuture(null);

    Buffer(Memory memory) {
      this.memory = memory;
    }

    /** Waits until it is free, and throws what went wrong with the tensor. */
    void join() {
      CompletableFuture<Void> ended = use;
      use = CompletableFuture.completedFuture(null);
      WorkerThreads.join(ended);
    }
  }
}

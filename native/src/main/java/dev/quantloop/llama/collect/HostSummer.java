package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.LlamaLibrary;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * Sums on the CPU: an input in main memory where it lies, on the decoding thread, for ggml's own
 * threads want the other cores; an input on a device in a copy, on several threads. Either way each
 * column is summed in the same order.
 */
public final class HostSummer implements ActivationSummer {
  private static final int F32 = 0;
  private static final int LEAST_COLUMNS = 64;

  private final LibGgml ggml;
  private final int threads;
  private final boolean copiesAll;
  private Memory copy;

  /**
   * @param threads that sum copies
   * @param copiesAll treats main memory as a device's, to try that out
   */
  HostSummer(LlamaLibrary library, int threads, boolean copiesAll) {
    this.ggml = library.lib();
    this.threads = threads;
    this.copiesAll = copiesAll;
  }

  private interface Stripe {
    void add(int from, int to);
  }

  @Override
  public boolean addDense(ActivationSums target, TensorView weight, TensorView input) {
    FloatBuffer data = data(input);
    int rows = Math.toIntExact(input.ne(1));
    int stride = floats(input.nb(1));
    for (long i3 = 0; i3 < input.ne(3); i3++) {
      for (long i2 = 0; i2 < input.ne(2); i2++) {
        int matrix = (int) ((i3 % weight.ne(3)) * weight.ne(2) + i2 % weight.ne(2));
        int start = floats(i2 * input.nb(2) + i3 * input.nb(3));
        target.count(matrix, rows);
        stripes(
            target,
            input,
            (from, to) -> target.addRows(matrix, data, start, stride, rows, from, to));
      }
    }
    target.check();
    return true;
  }

  @Override
  public boolean addRouted(ActivationSums target, TensorView input, Routing routing) {
    FloatBuffer data = data(input);
    routing.count(target);
    stripes(target, input, (from, to) -> addRouted(target, input, routing, data, from, to));
    target.check();
    return true;
  }

  private static void addRouted(
      ActivationSums target,
      TensorView input,
      Routing routing,
      FloatBuffer data,
      int from,
      int to) {
    float[] row = new float[to - from];
    for (int slot = 0; slot < routing.slots(); slot++) {
      long inputSlot = slot % input.ne(1);
      for (int token = 0; token < routing.tokens(); token++) {
        int start = floats(inputSlot * input.nb(1) + token * input.nb(2));
        target.addRow(routing.expert(slot, token), data, start, from, row);
      }
    }
  }

  private void stripes(ActivationSums target, TensorView input, Stripe stripe) {
    int columns = target.columns();
    int count = isHost(input) ? 1 : Math.max(1, Math.min(threads, columns / LEAST_COLUMNS));
    if (count == 1) {
      stripe.add(0, columns);
      return;
    }
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> stripe.add(edge(columns, i, count), edge(columns, i + 1, count)));
  }

  private static int edge(int columns, int i, int count) {
    return (int) ((long) columns * i / count);
  }

  private FloatBuffer data(TensorView input) {
    if (input.type() != F32) {
      throw new LlamaException("activations of type " + input.type() + " are not supported");
    }
    long bytes = ggml.ggml_nbytes(input.pointer());
    Pointer source = isHost(input) ? input.data() : copied(input, bytes);
    return source.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private boolean isHost(TensorView input) {
    return !copiesAll && ggml.ggml_backend_buffer_is_host(input.buffer());
  }

  private Pointer copied(TensorView input, long bytes) {
    if (copy == null || copy.size() < bytes) {
      close();
      copy = new Memory(bytes);
    }
    ggml.ggml_backend_tensor_get(input.pointer(), copy, 0, bytes);
    return copy;
  }

  private static int floats(long bytes) {
    return Math.toIntExact(bytes / Float.BYTES);
  }

  @Override
  public void close() {
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }
}

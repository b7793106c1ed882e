package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.jna.LibGgml;
import java.util.ArrayList;
import java.util.List;

/**
 * A small graph of our own, whose tensors get their memory by hand. Built once, computed often. Not
 * thread-safe. {@link #close} frees the headers, not the memory.
 */
final class DeviceGraph implements AutoCloseable {
  private static final int F32 = 0;
  private static final int I32 = 26;

  private final LibGgml ggml;
  private final Pointer backend;
  private final Pointer context;
  private final Pointer graph;
  private final List<Pointer> operations = new ArrayList<>();

  /**
   * @param backend computes the graph; the caller's
   * @param tensors an upper limit of what will be made, views and operations included
   */
  DeviceGraph(LibGgml ggml, Pointer backend, int tensors) {
    this.ggml = ggml;
    this.backend = backend;
    long bytes =
        tensors * ggml.ggml_tensor_overhead()
            + ggml.ggml_graph_overhead_custom(2L * tensors, false);
    this.context = ggml.ggml_init(bytes, true);
    this.graph = ggml.ggml_new_graph_custom(context, 2L * tensors, false);
  }

  Pointer matrix(int columns, int rows) {
    return ggml.ggml_new_tensor_2d(context, F32, columns, rows);
  }

  Pointer integers(int count) {
    return ggml.ggml_new_tensor_1d(context, I32, count);
  }

  /** The first rows of a matrix that has its memory. */
  Pointer firstRows(Pointer matrix, int columns, int rows) {
    return view(ggml.ggml_view_2d(context, matrix, columns, rows, (long) columns * Float.BYTES, 0));
  }

  Pointer squares(Pointer a) {
    return operation(ggml.ggml_sqr(context, a));
  }

  /** Sums every n-th row: [columns, k·n] to [columns, n], the shape of {@code like}. */
  Pointer foldedRows(Pointer a, Pointer like) {
    return operation(ggml.ggml_repeat_back(context, a, like));
  }

  /**
   * Sums the rows with the same index into the row of that number, in the shape of {@code like}.
   */
  Pointer rowsByIndex(Pointer a, Pointer indices, Pointer like) {
    return operation(ggml.ggml_get_rows_back(context, a, indices, like));
  }

  /** Columns become rows; needs memory of its own. */
  Pointer transposed(Pointer a) {
    return operation(ggml.ggml_cont(context, view(ggml.ggml_transpose(context, a))));
  }

  /** The sum of each row: [columns, rows] to [1, rows]. */
  Pointer rowSums(Pointer a) {
    return operation(ggml.ggml_sum_rows(context, a));
  }

  /** The same elements in one row. */
  Pointer asRow(Pointer a, int columns) {
    return view(ggml.ggml_reshape_2d(context, a, columns, 1));
  }

  /** Adds b to a where a lies. */
  Pointer addInPlace(Pointer a, Pointer b) {
    return operation(view(ggml.ggml_add_inplace(context, a, b)));
  }

  private Pointer operation(Pointer tensor) {
    operations.add(tensor);
    return tensor;
  }

  /** A view takes its memory from its source, which must have it. */
  private Pointer view(Pointer tensor) {
    ggml.ggml_backend_view_init(tensor);
    return tensor;
  }

  /** Adds what leads to a tensor to the end of the graph. */
  void expand(Pointer tensor) {
    ggml.ggml_build_forward_expand(graph, tensor);
  }

  /** Whether the backend has every operation of the graph. */
  boolean isSupported() {
    return operations.stream().allMatch(op -> ggml.ggml_backend_supports_op(backend, op));
  }

  /** Fills a tensor from main memory. */
  void set(Pointer tensor, Memory data) {
    ggml.ggml_backend_tensor_set(tensor, data, 0, data.size());
  }

  /** Reads a tensor's first bytes, as many as {@code into} takes. */
  void get(Pointer tensor, Memory into) {
    ggml.ggml_backend_tensor_get(tensor, into, 0, into.size());
  }

  /** Computes and waits. */
  void compute() {
    int status = ggml.ggml_backend_graph_compute(backend, graph);
    if (status != 0) {
      throw new LlamaException("the device failed to sum activations (status " + status + ")");
    }
  }

  @Override
  public void close() {
    ggml.ggml_free(context);
  }
}

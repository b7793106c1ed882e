package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A graph that adds an input's rows and their squares to sums on the input's device, for one shape
 * of input. Built once, computed often; its tensors get their memory by hand. The rows go through
 * it in blocks, whose squares share one piece of scratch memory that fits into a GPU's cache.
 *
 * <p>The blocks are tensors of its own that are pointed at each input in turn: the input's own
 * tensor would bring the model's graph along.
 */
class SummingGraph {
  private static final int F32 = 0;
  private static final int I32 = 26;
  private static final long SQUARES_BYTES = 32L << 20;
  private static final long ALIGNMENT = 256;

  /** Tensors of one shape whose sum a GPU takes at once, where its backend fuses additions. */
  static final int SUMMED_AT_ONCE = 8;

  private record Block(TensorView rows, long offset) {}

  private final SummingDevice device;
  private final LibGgml ggml;
  private final Pointer context;
  private final Pointer graph;
  private final List<Pointer> operations = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private DeviceMemory scratch;
  private int additions;

  /**
   * @param device computes the graph and frees its headers
   * @param tensors an upper limit of what will be made, views and operations included
   */
  SummingGraph(SummingDevice device, int tensors) {
    this.device = device;
    this.ggml = device.ggml;
    this.context =
        device.newContext(
            tensors * ggml.ggml_tensor_overhead()
                + ggml.ggml_graph_overhead_custom(2L * tensors, false));
    this.graph = ggml.ggml_new_graph_custom(context, 2L * tensors, false);
  }

  /** Floats that one run adds up in each sum. */
  int additions() {
    return additions;
  }

  void useScratch(long bytes) {
    scratch = device.scratch(bytes);
  }

  /** A tensor that gets its memory from the scratch. */
  Pointer placed(Pointer tensor, long offset) {
    scratch.place(tensor, offset);
    return tensor;
  }

  Pointer matrix(int columns, int rows) {
    return ggml.ggml_new_tensor_2d(context, F32, columns, rows);
  }

  /** Matrices that lie one after the other. */
  Pointer matrices(int columns, int rows, int count) {
    return ggml.ggml_new_tensor_3d(context, F32, columns, rows, count);
  }

  Pointer integers(int count) {
    return ggml.ggml_new_tensor_1d(context, I32, count);
  }

  /** Some rows of a matrix that has its memory. */
  Pointer rows(Pointer matrix, int columns, int first, int rows) {
    return view(
        ggml.ggml_view_2d(
            context, matrix, columns, rows, bytes(columns, 1), bytes(columns, first)));
  }

  /** A block of the input's rows, from row {@code first} on. */
  Pointer block(TensorView input, int columns, int first, int rows) {
    Pointer block = matrix(columns, rows);
    TensorView view = device.view(block);
    long offset = bytes(columns, first);
    view.pointAt(input, offset);
    blocks.add(new Block(view, offset));
    return block;
  }

  /** The squares of a tensor's elements; needs memory of its own. */
  Pointer squared(Pointer a) {
    return operation(ggml.ggml_sqr(context, a));
  }

  /**
   * The sum of tensors of one shape, which gets its memory from the scratch. {@link #foldedRows}
   * comes to the same, but a GPU needs several times as long for a large matrix.
   */
  Pointer sum(List<Pointer> parts, long offset) {
    Pointer sum = parts.get(0);
    for (Pointer part : parts.subList(1, parts.size())) {
      sum = placed(operation(ggml.ggml_add(context, sum, part)), offset);
    }
    return sum;
  }

  /** What lies in the scratch from {@code offset} on, as matrices of so many rows each. */
  List<Pointer> slices(int columns, int rows, long offset) {
    return IntStream.range(0, SUMMED_AT_ONCE)
        .mapToObj(i -> placed(matrix(columns, rows), offset + i * bytes(columns, rows)))
        .toList();
  }

  /** The rows of these numbers; needs memory of its own. */
  Pointer rowsOf(Pointer a, Pointer indices) {
    return operation(ggml.ggml_get_rows(context, a, indices));
  }

  /** A copy; needs memory of its own. */
  Pointer copied(Pointer a) {
    return operation(ggml.ggml_cont(context, a));
  }

  /** Sums every n-th row: [columns, k·n, …] to [columns, n, …], the shape of {@code like}. */
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
    Pointer turned = view(ggml.ggml_transpose(context, a));
    // A view of a block must follow it to the next input.
    blocks.stream()
        .filter(block -> block.rows().pointer().equals(a))
        .findAny()
        .ifPresent(block -> blocks.add(new Block(device.view(turned), block.offset())));
    return operation(ggml.ggml_cont(context, turned));
  }

  /** The sum of each row: [columns, rows] to [1, rows]. */
  Pointer rowSums(Pointer a) {
    return operation(ggml.ggml_sum_rows(context, a));
  }

  /** The same elements in so many rows. */
  Pointer asRows(Pointer a, int columns, int rows) {
    return view(ggml.ggml_reshape_2d(context, a, columns, rows));
  }

  /** Adds to the sums where they lie, and gives them back as the next addition's target. */
  Pointer add(Pointer sums, Pointer addend) {
    additions++;
    Pointer result = operation(view(ggml.ggml_add_inplace(context, sums, addend)));
    ggml.ggml_build_forward_expand(graph, result);
    return result;
  }

  /**
   * Has a tensor computed before what is built later, for that reads its memory by another tensor.
   */
  Pointer first(Pointer tensor) {
    ggml.ggml_build_forward_expand(graph, tensor);
    return tensor;
  }

  /** Adds to other sums than those whose additions count. */
  void addUncounted(Pointer sums, Pointer addend) {
    add(sums, addend);
    additions--;
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

  /** To be called when all is built. */
  void requireSupport() {
    if (!operations.stream().allMatch(op -> ggml.ggml_backend_supports_op(device.backend, op))) {
      throw new SummingDevice.Unable("it lacks an operation that this takes");
    }
  }

  /** Computes it for an input and waits. */
  void compute(TensorView input) {
    for (Block block : blocks) {
      block.rows().pointAt(input, block.offset());
    }
    compute();
  }

  void compute() {
    int status = ggml.ggml_backend_graph_compute(device.backend, graph);
    if (status != 0) {
      throw new LlamaException("the device failed to sum activations (status " + status + ")");
    }
  }

  /** Fills a tensor from main memory. */
  void set(Pointer tensor, Memory data) {
    ggml.ggml_backend_tensor_set(tensor, data, 0, data.size());
  }

  /** Reads a tensor's first bytes, as many as {@code into} takes. */
  void get(Pointer tensor, Memory into) {
    ggml.ggml_backend_tensor_get(tensor, into, 0, into.size());
  }

  /** Rows of a block: a multiple of {@code unit}, at most {@code most} where that is more. */
  static int blockRows(int columns, int most, int unit) {
    long fitting = SQUARES_BYTES / bytes(columns, 1);
    return Math.max(unit, (int) Math.min(fitting, most) / unit * unit);
  }

  /** Bytes of a matrix of floats. */
  static long bytes(int columns, int rows) {
    return (long) columns * rows * Float.BYTES;
  }

  /** The next place for a tensor. */
  static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}

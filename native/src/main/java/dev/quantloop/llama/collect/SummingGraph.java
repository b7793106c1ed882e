package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph that adds the squares of an input's rows to sums on the input's device, for one shape of
 * input. The rows go through it in blocks, whose squares share one piece of scratch memory that
 * fits into a GPU's cache.
 *
 * <p>The blocks are tensors of its own that are pointed at each input in turn: the input's own
 * tensor would bring the model's graph along.
 */
abstract class SummingGraph {
  private static final long SQUARES_BYTES = 32L << 20;
  private static final long ALIGNMENT = 256;

  private record Block(TensorView rows, long offset) {}

  private final SummingDevice device;
  private final DeviceGraph graph;
  private final List<Block> blocks = new ArrayList<>();
  private DeviceMemory scratch;
  private int additions;

  /**
   * @param tensors an upper limit of the tensors that will be made
   */
  SummingGraph(SummingDevice device, int tensors) {
    this.device = device;
    this.graph = device.newGraph(tensors);
  }

  DeviceGraph graph() {
    return graph;
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

  /** A block of the input's rows, from row {@code first} on. */
  Pointer block(TensorView input, int columns, int first, int rows) {
    Pointer block = graph.matrix(columns, rows);
    TensorView view = device.view(block);
    long offset = bytes(columns, first);
    view.pointAt(input, offset);
    blocks.add(new Block(view, offset));
    return block;
  }

  /** Adds to the sums and gives them back as the next addition's target. */
  Pointer add(Pointer sums, Pointer addend) {
    additions++;
    Pointer result = graph.addInPlace(sums, addend);
    graph.expand(result);
    return result;
  }

  /** To be called when all is built. */
  void requireSupport() {
    if (!graph.isSupported()) {
      throw new SummingDevice.Unable("it lacks an operation that this takes");
    }
  }

  void compute(TensorView input) {
    for (Block block : blocks) {
      block.rows().pointAt(input, block.offset());
    }
    graph.compute();
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

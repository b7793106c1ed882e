package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums of one weight's input that are kept on a device, those of squares first, in float, until so
 * many floats have come together in them that they have to join the doubles. Has a graph for each
 * shape of input.
 */
final class DeviceSums {
  // A float sum of n positive terms of a kind is off by n/4 steps of 2^-24 at worst: here 4e-6.
  private static final int MOST_ADDITIONS = 256;

  private final SummingDevice device;
  private final ActivationSums target;
  private final int rows;
  private final DeviceMemory memory;
  private final SummingGraph header;
  private final Pointer sums;
  private final Memory copy;
  private final Map<Long, DenseGraph> dense = new HashMap<>();
  private final Map<Long, RoutedGraph> routed = new HashMap<>();
  private int additions;

  /**
   * @param rows of sums: one for each expert, or several that are those of the same matrix
   * @throws SummingDevice.Unable if the device has no room
   */
  DeviceSums(SummingDevice device, ActivationSums target, int rows) {
    this.device = device;
    this.target = target;
    this.rows = rows;
    int kept = target.squaresOnly() ? rows : 2 * rows;
    long bytes = SummingGraph.bytes(target.columns(), kept);
    this.memory = device.allocate(bytes);
    this.header = new SummingGraph(device, 1);
    this.sums = header.matrix(target.columns(), kept);
    memory.place(sums, 0);
    this.copy = new Memory(bytes);
    clear();
  }

  /** Adds all rows of an input to one matrix's sums. */
  void addDense(TensorView input, DenseGraph.Method method) {
    DenseGraph graph =
        dense.computeIfAbsent(
            input.rows(), n -> new DenseGraph(device, method, memory, target.squaresOnly(), input));
    makeRoom(graph);
    target.count(0, input.rows());
    graph.compute(input);
  }

  void addRouted(TensorView input, Routing routing) {
    RoutedGraph graph =
        routed.computeIfAbsent(
            input.rows(),
            n -> new RoutedGraph(device, memory, rows, target.squaresOnly(), input, routing));
    makeRoom(graph);
    routing.count(target);
    graph.compute(input, routing);
  }

  private void makeRoom(SummingGraph graph) {
    if (additions + graph.additions() > MOST_ADDITIONS) {
      flush();
    }
    additions += graph.additions();
  }

  /** Brings the sums home. */
  void flush() {
    if (additions == 0) {
      return;
    }
    header.get(sums, copy);
    FloatBuffer floats =
        copy.getByteBuffer(0, copy.size()).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int row = 0; row < rows; row++) {
      int matrix = target.routed() ? row : 0;
      if (target.count(matrix) > 0) {
        target.addSums(matrix, floats, row * target.columns());
        if (!target.squaresOnly()) {
          target.addPlain(matrix, floats, (rows + row) * target.columns());
        }
      }
    }
    target.check();
    clear();
  }

  void clear() {
    copy.clear();
    header.set(sums, copy);
    additions = 0;
  }
}

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
  private static final int FEW_ROWS = 4;

  private final SummingDevice device;
  private final ActivationSums target;
  private final int rows;
  private final DeviceMemory memory;
  private final SummingGraph header;
  private final Pointer totals;
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
    int kinds = target.squaresOnly() ? 1 : 2;
    this.memory = device.allocate(SummingGraph.bytes(target.columns(), kinds * rows));
    this.header = new SummingGraph(device, 8);
    this.totals = totals(kinds);
    this.copy = new Memory(SummingGraph.bytes(target.columns(), kinds * rowsOfTotals()));
    clear();
  }

  private int rowsOfTotals() {
    return target.routed() ? rows : 1;
  }

  /** What is brought home: the sums, or where several rows are of one matrix, the sums of these. */
  private Pointer totals(int kinds) {
    int columns = target.columns();
    Pointer sums = header.matrices(columns, rows, kinds);
    memory.place(sums, 0);
    if (rows == rowsOfTotals()) {
      return sums;
    }
    long afterFew = SummingGraph.aligned(SummingGraph.bytes(columns, kinds * FEW_ROWS));
    header.useScratch(afterFew + SummingGraph.bytes(columns, kinds));
    Pointer few =
        header.placed(header.foldedRows(sums, header.matrices(columns, FEW_ROWS, kinds)), 0);
    Pointer totals =
        header.placed(header.foldedRows(few, header.matrices(columns, 1, kinds)), afterFew);
    header.requireSupport();
    return header.first(totals);
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
    if (rows != rowsOfTotals()) {
      header.compute();
    }
    header.get(totals, copy);
    FloatBuffer floats =
        copy.getByteBuffer(0, copy.size()).order(ByteOrder.nativeOrder()).asFloatBuffer();
    int matrices = rowsOfTotals();
    for (int matrix = 0; matrix < matrices; matrix++) {
      if (target.count(matrix) > 0) {
        target.addSums(matrix, floats, matrix * target.columns());
        if (!target.squaresOnly()) {
          target.addPlain(matrix, floats, (matrices + matrix) * target.columns());
        }
      }
    }
    target.check();
    clear();
  }

  void clear() {
    memory.clear();
    additions = 0;
  }
}

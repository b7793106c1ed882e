package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the rows of an input and their squares to the sums of the experts that they are routed to.
 * Either each of a token's experts has a row of its own, or they share the token's.
 */
final class RoutedGraph extends SummingGraph {
  // At worst a float takes in all rows of a block.
  private static final int MOST_ROWS = 512;
  private static final int SPARE_TENSORS = 4;

  private final boolean squaresOnly;
  private final int columns;
  private final int rows;
  private final int blockRows;
  private final int slots;
  private final boolean shared;
  private final Memory tableBytes;
  private final Pointer table;
  private final List<Indices> indices = new ArrayList<>();

  /** The experts of some rows: where their numbers lie in the table. */
  private record Indices(int use, int firstRow, int count, long offset) {}

  /**
   * @param sums memory of a row for each expert's squares, and of as many after them unless these
   *     are all that is wanted
   * @param input [columns, 1 or slots, tokens], contiguous, of the shape that the graph is for
   * @throws SummingDevice.Unable if the device can't
   */
  RoutedGraph(
      SummingDevice device,
      DeviceMemory sums,
      int experts,
      boolean squaresOnly,
      TensorView input,
      Routing routing) {
    super(device, tensors(input, routing));
    this.squaresOnly = squaresOnly;
    this.columns = Math.toIntExact(input.ne(0));
    this.rows = Math.toIntExact(input.rows());
    this.blockRows = blockRows(columns, MOST_ROWS, 1);
    this.slots = routing.slots();
    this.shared = rows < slots * routing.tokens();
    long afterSquares = aligned(bytes(columns, blockRows));
    long afterSums = afterSquares + aligned(bytes(columns, 2 * experts));
    this.tableBytes = new Memory(tableBytes());
    useScratch(afterSums + tableBytes.size());
    this.table = integers((int) (tableBytes.size() / Integer.BYTES));
    placed(table, afterSums);
    build(sums, experts, input, afterSquares, afterSums);
    requireSupport();
  }

  private static int tensors(TensorView input, Routing routing) {
    int blockRows = blockRows(Math.toIntExact(input.ne(0)), MOST_ROWS, 1);
    int blocks = Math.toIntExact(input.rows() / blockRows + 1);
    return blocks * (2 + 6 * routing.slots()) + SPARE_TENSORS;
  }

  /** Times that the rows are added: once for each slot where the slots share them. */
  private int uses() {
    return shared ? slots : 1;
  }

  private long indexStride() {
    return aligned((long) blockRows * Integer.BYTES);
  }

  private long tableBytes() {
    return (rows + blockRows - 1L) / blockRows * uses() * indexStride();
  }

  private void build(
      DeviceMemory memory, int experts, TensorView input, long afterSquares, long afterSums) {
    Pointer shape = matrix(columns, experts);
    Pointer sums = matrix(columns, squaresOnly ? experts : 2 * experts);
    memory.place(sums, 0);
    for (int first = 0; first < rows; first += blockRows) {
      int count = Math.min(blockRows, rows - first);
      Pointer block = block(input, columns, first, count);
      Pointer squares = squares(block);
      for (int use = 0; use < uses(); use++) {
        Pointer index = index(use, first, count, afterSums);
        Pointer bySquares = placed(rowsByIndex(squares, index, shape), afterSquares);
        if (squaresOnly) {
          sums = add(sums, bySquares);
        } else {
          Pointer both = placed(matrix(columns, 2 * experts), afterSquares);
          long offset = afterSquares + bytes(columns, experts);
          first(bySquares);
          first(placed(rowsByIndex(block, index, shape), offset));
          sums = add(sums, both);
        }
      }
    }
  }

  private Pointer index(int use, int first, int count, long tableStart) {
    Indices added = new Indices(use, first, count, indices.size() * indexStride());
    indices.add(added);
    return placed(integers(count), tableStart + added.offset());
  }

  void compute(TensorView input, Routing routing) {
    for (Indices part : indices) {
      for (int i = 0; i < part.count(); i++) {
        int row = part.firstRow() + i;
        int expert =
            shared ? routing.expert(part.use(), row) : routing.expert(row % slots, row / slots);
        tableBytes.setInt(part.offset() + (long) i * Integer.BYTES, expert);
      }
    }
    set(table, tableBytes);
    compute(input);
  }
}

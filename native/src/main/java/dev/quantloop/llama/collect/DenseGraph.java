package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;

/** Sums all rows of an input. */
public final class DenseGraph extends SummingGraph {
  /** How a device sums the rows of a matrix, the faster way first. */
  public enum Method {
    /** Folds the rows to a few; reads the matrix as it lies. */
    FOLD(16),
    /** Transposes the matrix and sums what are then its rows. */
    TRANSPOSE(1);

    private final int sums;

    Method(int sums) {
      this.sums = sums;
    }

    /** Sums that are kept for each column. */
    int sums() {
      return sums;
    }
  }

  // A float takes in 64 rows of a block.
  private static final int MOST_ROWS = 1024;
  private static final int TENSORS_PER_BLOCK = 8;

  private final Method method;
  private final int columns;
  private final long afterSquares;
  private final long afterTransposed;

  /**
   * @param sums memory of {@code method.sums()} rows
   * @param input contiguous, of the shape that the graph is for
   * @throws SummingDevice.Unable if the device can't
   */
  DenseGraph(SummingDevice device, Method method, DeviceMemory sums, TensorView input) {
    super(device, TENSORS_PER_BLOCK * (3 + blockCount(method, input)));
    this.method = method;
    this.columns = Math.toIntExact(input.ne(0));
    int rows = Math.toIntExact(input.rows());
    int blockRows = blockRows(columns, MOST_ROWS, method.sums());
    this.afterSquares = aligned(bytes(columns, blockRows));
    this.afterTransposed = 2 * afterSquares;
    useScratch(afterTransposed + aligned(bytes(columns, method.sums())));
    build(sums, input, rows, blockRows);
    requireSupport();
  }

  private static int blockCount(Method method, TensorView input) {
    int columns = Math.toIntExact(input.ne(0));
    return Math.toIntExact(input.rows() / blockRows(columns, MOST_ROWS, method.sums()));
  }

  private void build(DeviceMemory memory, TensorView input, int rows, int blockRows) {
    Pointer sums = matrix(columns, method.sums());
    memory.place(sums, 0);
    int whole = rows / method.sums() * method.sums();
    for (int first = 0; first < whole; first += blockRows) {
      int count = Math.min(blockRows, whole - first);
      sums = add(sums, summed(squares(input, columns, first, count), sums));
    }
    if (whole < rows) {
      Pointer rest = squares(input, columns, whole, rows - whole);
      add(firstRows(sums, columns, rows - whole), rest);
    }
  }

  private Pointer summed(Pointer squares, Pointer sums) {
    if (method == Method.FOLD) {
      return placed(foldedRows(squares, sums), afterSquares);
    }
    Pointer transposed = placed(transposed(squares), afterSquares);
    return asRow(placed(rowSums(transposed), afterTransposed), columns);
  }
}

package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;

/** Sums all rows of an input, and all their squares. */
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
  private static final int TENSORS_PER_BLOCK = 16;

  private final Method method;
  private final int columns;
  private final boolean squaresOnly;
  private final long afterSquares;
  private final long afterTransposed;

  /**
   * @param sums memory of {@code method.sums()} rows for the squares, and as many after them unless
   *     these are all that is wanted
   * @param input contiguous, of the shape that the graph is for
   * @throws SummingDevice.Unable if the device can't
   */
  DenseGraph(
      SummingDevice device,
      Method method,
      DeviceMemory sums,
      boolean squaresOnly,
      TensorView input) {
    super(device, TENSORS_PER_BLOCK * (3 + blockCount(method, input)));
    this.method = method;
    this.squaresOnly = squaresOnly;
    this.columns = Math.toIntExact(input.ne(0));
    int rows = Math.toIntExact(input.rows());
    int blockRows = blockRows(columns, MOST_ROWS, method.sums());
    this.afterSquares = aligned(bytes(columns, blockRows));
    this.afterTransposed = 2 * afterSquares;
    useScratch(afterTransposed + aligned(bytes(columns, 2 * method.sums())));
    build(sums, input, rows, blockRows);
    requireSupport();
  }

  private static int blockCount(Method method, TensorView input) {
    int columns = Math.toIntExact(input.ne(0));
    return Math.toIntExact(input.rows() / blockRows(columns, MOST_ROWS, method.sums()));
  }

  private void build(DeviceMemory memory, TensorView input, int rows, int blockRows) {
    int kept = method.sums();
    Pointer shape = matrix(columns, kept);
    Pointer sums = matrix(columns, squaresOnly ? kept : 2 * kept);
    memory.place(sums, 0);
    int whole = rows / kept * kept;
    for (int first = 0; first < whole; first += blockRows) {
      Pointer block = block(input, columns, first, Math.min(blockRows, whole - first));
      Pointer squares = summed(squares(block), shape, 0);
      if (squaresOnly) {
        sums = add(sums, squares);
      } else {
        Pointer both = placed(matrix(columns, 2 * kept), afterTransposed);
        sums = add(sums, both, squares, summed(block, shape, kept));
      }
    }
    if (whole < rows) {
      Pointer block = block(input, columns, whole, rows - whole);
      add(rows(sums, columns, 0, rows - whole), squares(block));
      if (!squaresOnly) {
        addUncounted(rows(sums, columns, kept, rows - whole), block);
      }
    }
  }

  /** A block's sums in the shape of {@code like}, in row {@code place} of the scratch's sums. */
  private Pointer summed(Pointer block, Pointer like, int place) {
    long offset = afterTransposed + bytes(columns, place);
    if (method == Method.FOLD) {
      return placed(foldedRows(block, like), offset);
    }
    Pointer transposed = placed(transposed(block), afterSquares);
    return asRow(placed(rowSums(transposed), offset), columns);
  }
}

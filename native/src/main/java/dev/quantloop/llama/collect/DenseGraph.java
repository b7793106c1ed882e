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
  private static final int LEAST_ROWS_HALVED = 256;
  private static final int TENSORS_PER_BLOCK = 16;

  private final Method method;
  private final int columns;
  private final int kinds; // of sums: of squares, and plain ones
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
    this.kinds = squaresOnly ? 1 : 2;
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
    Pointer sums = matrix(columns, kinds * kept);
    memory.place(sums, 0);
    int whole = rows / kept * kept;
    for (int first = 0; first < whole; first += blockRows) {
      int count = Math.min(blockRows, whole - first);
      Pointer block = block(input, columns, first, count);
      sums = add(sums, method == Method.FOLD ? folded(block, count) : turned(block));
    }
    if (whole < rows) {
      Pointer block = block(input, columns, whole, rows - whole);
      add(rows(sums, columns, 0, rows - whole), squares(block));
      if (kinds > 1) {
        addUncounted(rows(sums, columns, kept, rows - whole), block);
      }
    }
  }

  /** The sums of a block's squares, and those of the block, one after the other. */
  private Pointer folded(Pointer block, int count) {
    int kept = method.sums();
    int halfway = halfway(count);
    Pointer shape = matrix(columns, halfway);
    first(placed(foldedRows(squares(block), shape), afterSquares));
    if (kinds > 1) {
      first(placed(foldedRows(block, shape), afterSquares + bytes(columns, halfway)));
    }
    Pointer all = placed(matrices(columns, halfway, kinds), afterSquares);
    Pointer sums =
        halfway == kept
            ? all
            : placed(foldedRows(all, matrices(columns, kept, kinds)), afterTransposed);
    return asRows(sums, columns, kinds * kept);
  }

  /**
   * Rows that a block is folded to first. A GPU reads the rows of a sum one by one, so two short
   * sums take it less time than a long one.
   */
  private int halfway(int count) {
    int kept = method.sums();
    int rows = kept;
    while (count >= LEAST_ROWS_HALVED
        && count % (2 * rows) == 0
        && 4 * rows * rows <= count * kept) {
      rows *= 2;
    }
    return rows;
  }

  private Pointer turned(Pointer block) {
    first(turned(squares(block), 0));
    if (kinds > 1) {
      first(turned(block, 1));
    }
    return placed(matrix(columns, kinds), afterTransposed);
  }

  private Pointer turned(Pointer block, int place) {
    Pointer transposed = placed(transposed(block), afterSquares);
    return placed(rowSums(transposed), afterTransposed + bytes(columns, place));
  }
}

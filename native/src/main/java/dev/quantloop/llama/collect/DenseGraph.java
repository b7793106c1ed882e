package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;

/**
 * Sums all rows of an input, and all their squares. What it adds to the sums is to be multiplied by
 * its method's unit.
 */
public final class DenseGraph extends SummingGraph {
  /** How a device sums the rows of a matrix, the faster way first. */
  public enum Method {
    /** Pools and folds the rows to a few; reads the matrix as it lies. */
    FOLD(16, POOLED_ROWS),
    /** Transposes the matrix and sums what are then its rows. */
    TRANSPOSE(1, 1);

    private final int sums;
    private final int unit;

    Method(int sums, int unit) {
      this.sums = sums;
      this.unit = unit;
    }

    /** Sums that are kept for each column. */
    int sums() {
      return sums;
    }

    /** What the sums are multiples of. */
    int unit() {
      return unit;
    }
  }

  // A float takes in 256 rows of a block: 8 at a time, then the means of these.
  private static final int MOST_ROWS = 4096;
  private static final int TENSORS_PER_BLOCK = 20;

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
    int blockRows = blockRows(method, columns);
    this.afterSquares = aligned(bytes(columns, blockRows));
    this.afterTransposed = 2 * afterSquares;
    useScratch(afterTransposed + aligned(bytes(columns, 2 * method.sums())));
    build(sums, input, rows, blockRows);
    requireSupport();
  }

  private static int blockCount(Method method, TensorView input) {
    int columns = Math.toIntExact(input.ne(0));
    return Math.toIntExact(input.rows() / blockRows(method, columns));
  }

  private static int blockRows(Method method, int columns) {
    return blockRows(columns, MOST_ROWS, method.sums() * method.unit());
  }

  private void build(DeviceMemory memory, TensorView input, int rows, int blockRows) {
    int kept = method.sums();
    Pointer sums = matrix(columns, kinds * kept);
    memory.place(sums, 0);
    int first = 0;
    while (rows - first >= kept) {
      int count = Math.min(blockRows, rows - first);
      count -= count % (count >= kept * method.unit() ? kept * method.unit() : kept);
      Pointer block = block(input, columns, first, count);
      sums = add(sums, method == Method.FOLD ? folded(block, count) : turned(block));
      first += count;
    }
    if (first < rows) {
      Pointer block = block(input, columns, first, rows - first);
      add(rows(sums, columns, 0, rows - first), inUnits(squares(block)));
      if (kinds > 1) {
        addUncounted(rows(sums, columns, kept, rows - first), inUnits(block));
      }
    }
  }

  private Pointer squares(Pointer block) {
    return placed(squared(block), 0);
  }

  private Pointer inUnits(Pointer rows) {
    return placed(scaled(rows, 1f / method.unit()), afterSquares);
  }

  /** The sums of a block's squares, and those of the block, one after the other. */
  private Pointer folded(Pointer block, int count) {
    int kept = method.sums();
    boolean pools = count % (kept * method.unit()) == 0;
    int pooled = pools ? count / method.unit() : kept;
    first(fewer(squares(block), pooled, pools, 0));
    if (kinds > 1) {
      first(fewer(block, pooled, pools, 1));
    }
    Pointer all = placed(matrices(columns, pooled, kinds), afterSquares);
    Pointer sums =
        pools ? foldedRows(all, matrices(columns, kept, kinds)) : scaled(all, 1f / method.unit());
    return asRows(placed(sums, afterTransposed), columns, kinds * kept);
  }

  private Pointer fewer(Pointer rows, int count, boolean pools, int place) {
    Pointer fewer = pools ? pooledRows(rows) : foldedRows(rows, matrix(columns, count));
    return placed(fewer, afterSquares + bytes(columns, place * count));
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

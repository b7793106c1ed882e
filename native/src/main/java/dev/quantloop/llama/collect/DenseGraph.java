package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;
import java.util.List;
import java.util.stream.IntStream;

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

    /** Rows that a block has a multiple of, if it can. */
    int rows() {
      return this == FOLD ? sums * SUMMED_AT_ONCE : sums;
    }
  }

  // A float takes in 256 rows of a block: 8 at a time, then the sums of these.
  private static final int MOST_ROWS = 4096;
  private static final int TENSORS_PER_BLOCK = 64;

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
    return blockRows(columns, MOST_ROWS, method.rows());
  }

  private void build(DeviceMemory memory, TensorView input, int rows, int blockRows) {
    int kept = method.sums();
    Pointer sums = matrix(columns, kinds * kept);
    memory.place(sums, 0);
    int first = 0;
    while (rows - first >= kept) {
      int count = Math.min(blockRows, rows - first);
      count -= count % (count >= method.rows() ? method.rows() : kept);
      Pointer block = block(input, columns, first, count);
      sums = add(sums, method == Method.FOLD ? folded(input, block, first, count) : turned(block));
      first += count;
    }
    if (first < rows) {
      Pointer block = block(input, columns, first, rows - first);
      add(rows(sums, columns, 0, rows - first), squares(block));
      if (kinds > 1) {
        addUncounted(rows(sums, columns, kept, rows - first), block);
      }
    }
  }

  private Pointer squares(Pointer block) {
    return placed(squared(block), 0);
  }

  /** The sums of a block's squares, and those of the block, one after the other. */
  private Pointer folded(TensorView input, Pointer block, int start, int count) {
    boolean slices = count % method.rows() == 0;
    int kept = method.sums();
    int fewer = slices ? count / SUMMED_AT_ONCE : kept;
    Pointer squares = first(squares(block));
    for (int kind = 0; kind < kinds; kind++) {
      long place = afterSquares + bytes(columns, kind * fewer);
      if (slices) {
        first(sum(kind == 0 ? slices(columns, fewer, 0) : slices(input, start, fewer), place));
      } else {
        Pointer all = kind == 0 ? squares : block;
        first(placed(foldedRows(all, matrix(columns, fewer)), place));
      }
    }
    Pointer sums = placed(matrices(columns, fewer, kinds), afterSquares);
    if (slices) {
      sums = placed(foldedRows(sums, matrices(columns, kept, kinds)), afterTransposed);
    }
    return asRows(sums, columns, kinds * kept);
  }

  private List<Pointer> slices(TensorView input, int start, int rows) {
    return IntStream.range(0, SUMMED_AT_ONCE)
        .mapToObj(i -> block(input, columns, start + i * rows, rows))
        .toList();
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

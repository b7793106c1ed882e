package dev.quantloop.llama.collect;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Sums of one weight's input, per matrix and column, in double: of the squares, and of the values
 * as they are unless the squares alone are wanted. Rows are added as floats eight at a time before
 * they join the doubles: each partial sum stays exact to about 4e-7, and the loops vectorize.
 */
public final class ActivationSums {
  private static final int ROWS_PER_FLOAT_SUM = 8;

  private final int columns;
  private final boolean routed;
  private final double[][] sums;
  private final double[][] plain; // null where the squares alone are wanted
  private final long[] counts;
  // Matrices that were added to since the last check.
  private final BitSet added = new BitSet();
  private boolean finite = true;

  /**
   * @param matrices matrices of the weight: 1 for a plain one
   * @param routed whether tokens are routed to the matrices (experts), each with its own count
   * @param squaresOnly without sums of the values as they are
   */
  public ActivationSums(int columns, int matrices, boolean routed, boolean squaresOnly) {
    this.columns = columns;
    this.routed = routed;
    this.sums = new double[matrices][];
    this.plain = squaresOnly ? null : new double[matrices][];
    this.counts = new long[matrices];
  }

  int columns() {
    return columns;
  }

  public int matrices() {
    return sums.length;
  }

  boolean routed() {
    return routed;
  }

  /** Rows (tokens) seen by a matrix. */
  public long count(int matrix) {
    return counts[matrix];
  }

  /** Sum of squares per column; zeros for one that saw no token. */
  public double[] sums(int matrix) {
    return sums[matrix] == null ? new double[columns] : sums[matrix];
  }

  boolean squaresOnly() {
    return plain == null;
  }

  /** Sum of the values per column, if it is wanted; zeros for one that saw no token. */
  public double[] plain(int matrix) {
    return plain[matrix] == null ? new double[columns] : plain[matrix];
  }

  /**
   * Whether every sum was a finite number when {@link #check} was last called. Those of squares
   * tell: where a value is not finite, its square is not, and a sum of squares overflows first.
   */
  boolean isFinite() {
    return finite;
  }

  /** To be called after rows were added. */
  void check() {
    finite &= added.stream().allMatch(matrix -> areFinite(sums[matrix]));
    added.clear();
  }

  private static boolean areFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return Arrays.stream(counts).allMatch(count -> count == 0);
  }

  public void clear() {
    Arrays.fill(sums, null);
    if (plain != null) {
      Arrays.fill(plain, null);
    }
    Arrays.fill(counts, 0);
    added.clear();
    finite = true;
  }

  /** Starts with sums that were computed before. */
  void startFrom(ImatrixEntry entry) {
    double[] all = entry.sums();
    if (all.length != columns * sums.length
        || routed && entry.experts() != sums.length
        || plain != null && entry.plain() == null) {
      throw new IllegalArgumentException("these are the sums of another weight");
    }
    for (int matrix = 0; matrix < sums.length; matrix++) {
      sums[matrix] = ofMatrix(all, matrix);
      if (plain != null) {
        plain[matrix] = ofMatrix(entry.plain(), matrix);
      }
      counts[matrix] = entry.counts()[routed ? matrix : 0];
    }
  }

  private double[] ofMatrix(double[] all, int matrix) {
    return Arrays.copyOfRange(all, matrix * columns, (matrix + 1) * columns);
  }

  /** Counts rows; to be called before a matrix's rows are added. */
  public void count(int matrix, long rows) {
    counts[matrix] += rows;
    added.set(matrix);
    if (sums[matrix] == null) {
      sums[matrix] = new double[columns];
    }
    if (plain != null && plain[matrix] == null) {
      plain[matrix] = new double[columns];
    }
  }

  /**
   * Adds the columns {@code from} to {@code to} (exclusive) of rows that lie {@code stride} floats
   * apart, from float {@code start} on. Threads may add different columns at once.
   */
  void addRows(int matrix, FloatBuffer data, int start, int stride, int rows, int from, int to) {
    float[] row = new float[to - from];
    float[] squares = new float[to - from];
    float[] values = plain == null ? null : new float[to - from];
    for (int first = 0; first < rows; first += ROWS_PER_FLOAT_SUM) {
      int end = Math.min(first + ROWS_PER_FLOAT_SUM, rows);
      Arrays.fill(squares, 0f);
      if (values != null) {
        Arrays.fill(values, 0f);
      }
      for (int r = first; r < end; r++) {
        data.get(start + r * stride + from, row, 0, row.length);
        if (values == null) {
          addSquares(row, squares);
        } else {
          addBoth(row, squares, values);
        }
      }
      add(squares, sums[matrix], from);
      if (values != null) {
        add(values, plain[matrix], from);
      }
    }
  }

  /**
   * Adds the same columns of one row, for experts that see their tokens one by one.
   *
   * @param row scratch of {@code to − from} floats
   */
  void addRow(int matrix, FloatBuffer data, int start, int from, float[] row) {
    data.get(start + from, row, 0, row.length);
    addSquares(row, sums[matrix], from);
    if (plain != null) {
      add(row, plain[matrix], from);
    }
  }

  /** Adds sums of squares that were computed elsewhere: a float for each column. */
  void addSums(int matrix, FloatBuffer data, int start) {
    addFloats(data, start, sums[matrix]);
    added.set(matrix);
  }

  /** The same of the values as they are. */
  void addPlain(int matrix, FloatBuffer data, int start) {
    addFloats(data, start, plain[matrix]);
  }

  private void addFloats(FloatBuffer data, int start, double[] sum) {
    float[] partial = new float[columns];
    data.get(start, partial, 0, columns);
    for (int j = 0; j < columns; j++) {
      sum[j] += partial[j];
    }
  }

  private static void addBoth(float[] values, float[] squares, float[] plain) {
    for (int j = 0; j < values.length; j++) {
      float value = values[j];
      squares[j] += value * value;
      plain[j] += value;
    }
  }

  private static void addSquares(float[] values, float[] sum) {
    for (int j = 0; j < values.length; j++) {
      sum[j] += values[j] * values[j];
    }
  }

  private static void addSquares(float[] values, double[] sum, int at) {
    for (int j = 0; j < values.length; j++) {
      sum[at + j] += (double) values[j] * values[j];
    }
  }

  private static void add(float[] values, double[] sum, int at) {
    for (int j = 0; j < values.length; j++) {
      sum[at + j] += values[j];
    }
  }
}

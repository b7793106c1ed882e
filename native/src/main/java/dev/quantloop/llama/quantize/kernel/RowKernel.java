package dev.quantloop.llama.quantize.kernel;

import dev.quantloop.llama.gguf.GgmlType;
import java.util.Optional;

/**
 * Quantizes rows with the bits of ggml's {@code quantize_*} functions. Those work on block after
 * block, and each sum waits for the one before; a kernel works on many blocks side by side, each
 * with its own sums in ggml's order. The same bits come out where ggml was compiled without fused
 * multiply-add. Not thread-safe.
 */
public abstract class RowKernel {
  final BlockLanes blocks;

  RowKernel(BlockLanes blocks) {
    this.blocks = blocks;
  }

  /**
   * The kernel of a type, where there is one.
   *
   * @param columns of a row
   * @param withImatrix whether there will be one
   */
  public static Optional<RowKernel> of(GgmlType type, int columns, boolean withImatrix) {
    if (!withImatrix && type != GgmlType.Q6_K) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (type) {
          case Q4_0 -> new ScaleRows(columns, 4);
          case Q5_0 -> new ScaleRows(columns, 5);
          case Q4_1 -> new OffsetRows(columns, 4);
          case Q5_1 -> new OffsetRows(columns, 5);
          case Q4_K -> new OffsetSuperRows(columns, 4);
          case Q5_K -> new OffsetSuperRows(columns, 5);
          case Q2_K -> new Q2KRows(columns);
          case Q3_K -> new Q3KRows(columns);
          case Q6_K -> new Q6KRows(columns);
          default -> null;
        });
  }

  /**
   * @param imatrix a value for each column, under which rows are quantized from now on; null
   *     without one
   */
  public final void use(float[] imatrix) {
    blocks.use(imatrix);
  }

  /**
   * @param rows {@code count} rows, one after the other
   * @param into takes the blocks of all rows
   * @return false where the values are so extreme that ggml's bits are not known here; {@code into}
   *     is of no use then
   */
  public final boolean quantize(float[] rows, int count, byte[] into) {
    boolean[] known = {true};
    blocks.run(rows, count, (first, n) -> known[0] = known[0] && quantize(into, first, n));
    return known[0];
  }

  /**
   * Quantizes the {@code n} blocks that are loaded, of which {@code first} is the first.
   *
   * @return false where ggml's bits are not known
   */
  abstract boolean quantize(byte[] into, int first, int n);
}

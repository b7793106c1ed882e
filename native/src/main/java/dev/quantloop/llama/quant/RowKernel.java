package dev.quantloop.llama.quant;

/**
 * Quantizes rows under an imatrix with the bits of ggml's {@code quantize_*} functions. Those work
 * on block after block, and each sum waits for the one before; a kernel works on many blocks side
 * by side, each with its own sums in ggml's order. The same bits come out where ggml was compiled
 * without fused multiply-add. Not thread-safe.
 */
public interface RowKernel {
  /**
   * @param imatrix a value for each column, under which rows are quantized from now on
   */
  void use(float[] imatrix);

  /**
   * @param rows {@code count} rows, one after the other
   * @param into takes the blocks of all rows
   * @return false where the values are so extreme that ggml's bits are not known here; {@code into}
   *     is of no use then
   */
  boolean quantize(float[] rows, int count, byte[] into);
}

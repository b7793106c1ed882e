package dev.quantloop.llama.quantize.kernel;

/** A kernel that works on one group of blocks after another. */
abstract class LaneKernel implements RowKernel {
  final BlockLanes blocks;

  LaneKernel(BlockLanes blocks) {
    this.blocks = blocks;
  }

  @Override
  public final void use(float[] imatrix) {
    blocks.use(imatrix);
  }

  @Override
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

package dev.quantloop.llama.score;

/**
 * A copy of one row of logits, cut into arrays of {@link VectorLoops#BLOCK} elements, so that the
 * loops over a block share their index with the lanes. One instance per thread.
 */
final class BlockedRow {
  private final int columns;
  private final float[][] blocks;

  BlockedRow(int columns) {
    this.columns = columns;
    this.blocks =
        new float[(columns + VectorLoops.BLOCK - 1) / VectorLoops.BLOCK][VectorLoops.BLOCK];
  }

  int blocks() {
    return blocks.length;
  }

  /** Takes over one block of a row. */
  void load(LogitRows rows, int row, int block) {
    rows.copy(row, block * VectorLoops.BLOCK, blocks[block], length(block));
  }

  /** Elements of a block; only the last is shorter than the others. */
  int length(int block) {
    return Math.min(VectorLoops.BLOCK, columns - block * VectorLoops.BLOCK);
  }

  float[] block(int block) {
    return blocks[block];
  }

  float value(int column) {
    return blocks[column / VectorLoops.BLOCK][column % VectorLoops.BLOCK];
  }

  /** The first column of a lane that holds {@code wanted}; MAX_VALUE if none does. */
  int firstInLane(int lane, float wanted) {
    for (int column = lane; column < columns; column += VectorLoops.BLOCK) {
      if (value(column) == wanted) {
        return column;
      }
    }
    return Integer.MAX_VALUE;
  }
}

package dev.quantloop.llama.score;

import java.util.BitSet;

/**
 * Where the scores of a chunk's rows come together, when its logits arrive in more than one piece.
 * Rows are independent, so threads may fill different ones.
 */
public final class RowScores {
  final float[] kld;
  final float[] baseNll;
  final float[] nll;
  final boolean[] sameTop;
  final float[] baseTop;

  /** Room for {@code rows} scored tokens. */
  public RowScores(int rows) {
    kld = new float[rows];
    baseNll = new float[rows];
    nll = new float[rows];
    sameTop = new boolean[rows];
    baseTop = new float[rows];
  }

  /** The scores as those of chunk number {@code chunk}; the arrays are shared. */
  public ChunkScores toChunk(int chunk) {
    BitSet same = new BitSet(sameTop.length);
    for (int row = 0; row < sameTop.length; row++) {
      same.set(row, sameTop[row]);
    }
    return new ChunkScores(chunk, kld, baseNll, nll, same, baseTop);
  }
}

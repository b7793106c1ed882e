package dev.quantloop.llama.score;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Codes rows of logits as llama-perplexity does, in its order of float operations: 65,536 steps
 * from the larger of the least logit and 16 below the greatest, up to the greatest; {@link
 * CodedRow} describes the result. One instance per thread.
 */
final class RowCoder {
  private static final float RANGE = 16;
  private static final float CODES = 65535;

  private final float[] logits;
  private final ByteBuffer row;

  RowCoder(int vocabularySize) {
    this.logits = new float[vocabularySize];
    this.row =
        ByteBuffer.allocateDirect(CodedRow.rowBytes(vocabularySize)).order(ByteOrder.LITTLE_ENDIAN);
  }

  void code(LogitRows source, int index) {
    source.copy(index, 0, logits, logits.length);
    float max = logits[0];
    float min = logits[0];
    for (float logit : logits) {
      max = Math.max(max, logit);
      min = Math.min(min, logit);
    }
    min = Math.max(min, max - RANGE);
    float scale = (max - min) / CODES;
    row.clear();
    row.putFloat(scale).putFloat(min - max - (float) Math.log(sumExp(max)));
    putCodes(min, scale);
    while (row.hasRemaining()) {
      row.put((byte) 0);
    }
    row.flip();
  }

  /** The row coded last. */
  ByteBuffer coded() {
    return row;
  }

  private void putCodes(float min, float scale) {
    float inverse = 1 / scale;
    for (float logit : logits) {
      boolean coded = scale != 0 && logit > min;
      row.putChar(coded ? (char) Math.rint(inverse * (logit - min)) : 0);
    }
  }

  private double sumExp(float max) {
    double sum = 0;
    for (float logit : logits) {
      sum += (float) Math.exp(logit - max);
    }
    return sum;
  }
}

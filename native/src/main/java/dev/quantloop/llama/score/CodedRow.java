package dev.quantloop.llama.score;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One row of a {@code .kld} file: float scale, float least log-probability, then a 16-bit code per
 * token; log p = scale·code + least. As {@link LogitRows} it has the one row 0. One instance per
 * thread.
 */
final class CodedRow implements LogitRows {
  private static final int HEADER_CODES = 4;

  private final ByteBuffer bytes;

  CodedRow(int vocabularySize) {
    this.bytes = ByteBuffer.allocateDirect(rowBytes(vocabularySize)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes a row takes: its codes are padded to an even number. */
  static int rowBytes(int vocabularySize) {
    return Math.multiplyExact(2, HEADER_CODES + 2 * ((vocabularySize + 1) / 2));
  }

  /** The row's bytes, to be filled from position 0. */
  ByteBuffer bytes() {
    return bytes.clear();
  }

  float scale() {
    return bytes.getFloat(0);
  }

  float least() {
    return bytes.getFloat(4);
  }

  /** Whether scale and least can be those of log-probabilities within 16 nats of their maximum. */
  boolean plausible() {
    return scale() >= 0 && scale() <= 16.01f / 65535 && least() <= 0.01f && least() > -64;
  }

  @Override
  public void copy(int row, int column, float[] into, int count) {
    float scale = scale();
    float least = least();
    int at = 2 * (HEADER_CODES + column);
    for (int i = 0; i < count; i++) {
      into[i] = scale * bytes.getChar(at + 2 * i) + least;
    }
  }
}

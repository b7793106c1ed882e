package dev.quantloop.llama.score;

import java.util.Arrays;

/**
 * Brings the lanes of {@link VectorLoops} together: four quarters into one while that is worth a
 * vectorized loop, then one by one. One instance per thread.
 */
final class VectorLanes {
  private static final int QUARTER = VectorLoops.BLOCK / 4;
  private static final int SIXTEENTH = QUARTER / 4;

  private final float[] second = new float[QUARTER];
  private final float[] third = new float[QUARTER];
  private final float[] fourth = new float[QUARTER];
  private final float[] quarter = new float[QUARTER];
  private final float[] sixteenth = new float[SIXTEENTH];

  /** The largest lane; NaN if there is one. */
  float max(float[] lanes) {
    split(lanes, quarter, QUARTER);
    VectorLoops.max(second, third, fourth, quarter, QUARTER);
    split(quarter, sixteenth, SIXTEENTH);
    VectorLoops.max(second, third, fourth, sixteenth, SIXTEENTH);
    float even = sixteenth[0];
    float odd = sixteenth[1];
    for (int i = 2; i < SIXTEENTH; i += 2) {
      even = Math.max(even, sixteenth[i]);
      odd = Math.max(odd, sixteenth[i + 1]);
    }
    return Math.max(even, odd);
  }

  /** The smallest lane; NaN if there is one. */
  float min(float[] lanes) {
    split(lanes, quarter, QUARTER);
    VectorLoops.min(second, third, fourth, quarter, QUARTER);
    split(quarter, sixteenth, SIXTEENTH);
    VectorLoops.min(second, third, fourth, sixteenth, SIXTEENTH);
    float even = sixteenth[0];
    float odd = sixteenth[1];
    for (int i = 2; i < SIXTEENTH; i += 2) {
      even = Math.min(even, sixteenth[i]);
      odd = Math.min(odd, sixteenth[i + 1]);
    }
    return Math.min(even, odd);
  }

  /** The sum of the lanes, which are then 0. */
  double drain(float[] lanes) {
    split(lanes, quarter, QUARTER);
    Arrays.fill(lanes, 0);
    VectorLoops.add(second, third, fourth, quarter, QUARTER);
    split(quarter, sixteenth, SIXTEENTH);
    VectorLoops.add(second, third, fourth, sixteenth, SIXTEENTH);
    double even = 0;
    double odd = 0;
    for (int i = 0; i < SIXTEENTH; i += 2) {
      even += sixteenth[i];
      odd += sixteenth[i + 1];
    }
    return even + odd;
  }

  /**
   * The first column of a row that holds its maximum, −1 if none does (the maximum is NaN). To be
   * called right after {@link #max} of the row's lanes, whose intermediate result it uses.
   */
  int firstMax(BlockedRow row, float max) {
    int first = Integer.MAX_VALUE;
    for (int i = 0; i < QUARTER; i++) {
      if (quarter[i] == max) {
        for (int lane = i; lane < VectorLoops.BLOCK; lane += QUARTER) {
          first = Math.min(first, row.firstInLane(lane, max));
        }
      }
    }
    return first == Integer.MAX_VALUE ? -1 : first;
  }

  private void split(float[] lanes, float[] first, int length) {
    System.arraycopy(lanes, 0, first, 0, length);
    System.arraycopy(lanes, length, second, 0, length);
    System.arraycopy(lanes, 2 * length, third, 0, length);
    System.arraycopy(lanes, 3 * length, fourth, 0, length);
  }
}

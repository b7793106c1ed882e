package dev.quantloop.tracker.stats;

/** What a fitted curve of ln composite falls by with the next doubling of the corpus. */
interface GrowthGain {
  /**
   * @param lnComposites one for each point of the curve
   * @return at least 0
   */
  double of(double[] lnComposites);
}

package dev.quantloop.app.experiment;

import dev.quantloop.app.format.Numbers;

/** What a plateau is said to be. */
public final class PlateauWords {
  private PlateauWords() {}

  /**
   * "for 2 steps in a row another doubling can bring any type less than 1 %".
   *
   * @param what it can bring less; may be empty
   * @param threshold as people read it
   */
  public static String of(int steps, String what, String threshold) {
    return "for %s in a row another doubling can bring%s less than %s"
        .formatted(Numbers.amount(steps, "step"), what.isEmpty() ? "" : " " + what, threshold);
  }

  /**
   * "1 of 2 steps in a row after which another doubling can bring less than 1 %".
   *
   * @param steps so far
   * @param wanted that make a plateau
   */
  public static String notYet(int steps, int wanted, String threshold) {
    return "%d of %s in a row after which another doubling can bring less than %s"
        .formatted(steps, Numbers.amount(wanted, "step"), threshold);
  }
}

package dev.quantloop.app.experiment;

/** What a plateau is said to be. */
public final class PlateauWords {
  private PlateauWords() {}

  /**
   * "the last 2 steps improved every type by less than 1 % each".
   *
   * @param what was improved, such as "every type"; may be empty
   * @param threshold as people read it
   */
  public static String of(int steps, String what, String threshold) {
    String improved = what.isEmpty() ? "improved" : "improved " + what;
    return steps == 1
        ? "the last step %s by less than %s".formatted(improved, threshold)
        : "the last %d steps %s by less than %s each".formatted(steps, improved, threshold);
  }
}

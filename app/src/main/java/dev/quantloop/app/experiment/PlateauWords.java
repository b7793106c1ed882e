package dev.quantloop.app.experiment;

/** What a plateau is said to be. */
public final class PlateauWords {
  private PlateauWords() {}

  /**
   * "none of the last 2 steps improved any type by 1 % or more".
   *
   * @param what was not improved, such as "any type"; may be empty
   * @param threshold as people read it
   */
  public static String of(int steps, String what, String threshold) {
    return "%s improved%s by %s or more"
        .formatted(
            steps == 1 ? "the last step has not" : "none of the last " + steps + " steps",
            what.isEmpty() ? "" : " " + what,
            threshold);
  }
}

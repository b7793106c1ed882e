package dev.quantloop.tracker.view;

/**
 * What an iteration did to the composite of its quant type, against the last planned iteration
 * before it; the plateau follows the same steps.
 */
public enum Verdict {
  BASELINE("baseline"),
  FIRST("first"),
  IMPROVED("improved"),
  WORSE("worse"),
  NO_CLEAR_CHANGE("no clear change");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word in the database and on the screen. */
  public String word() {
    return word;
  }

  public static Verdict of(String word) {
    for (Verdict verdict : values()) {
      if (verdict.word.equals(word)) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("no such verdict: " + word);
  }
}

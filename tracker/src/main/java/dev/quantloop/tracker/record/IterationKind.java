package dev.quantloop.tracker.record;

/** Who asked for an iteration. */
public enum IterationKind {
  PLANNED,
  BY_HAND;

  /** The word in the database. */
  public String word() {
    return this == PLANNED ? "planned" : "by hand";
  }

  public static IterationKind of(String word) {
    return word.equals("planned") ? PLANNED : BY_HAND;
  }
}

package dev.quantloop.app.guide;

/**
 * Something to do next.
 *
 * @param title what it does, in the imperative
 * @param reason what on record speaks for it
 * @param cost of the work that it starts, or that a run of the new experiment is
 * @param ready whether it can be done as it is; otherwise a word in capitals is to be filled in
 */
public record Suggestion(
    Kind kind, String title, String reason, Cost cost, Proposal proposal, boolean ready) {
  /** What a suggestion is about; its name in lower case is its name in JSON. */
  public enum Kind {
    START,
    WATCH,
    RESUME,
    DOUBLE_CORPUS,
    ALLOCATE,
    DROP_SOURCE,
    ADD_SOURCE,
    OTHER_QUANT,
    MORE_EVALUATION_CHUNKS,
    LONGER_CONTEXT,
    STOP_HERE
  }

  static Suggestion ready(Kind kind, String title, String reason, Cost cost, Proposal proposal) {
    return new Suggestion(kind, title, reason, cost, proposal, true);
  }

  /** "Double the corpus (about 3m 20s)". */
  public String titleWithCost() {
    return cost.text().isEmpty() ? title : title + " (" + cost.text() + ")";
  }
}

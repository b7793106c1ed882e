package dev.quantloop.tracker.record;

/** What a run is at, in the order in which an iteration goes through it. */
public enum RunStage {
  STARTING("starting"),
  LOADING("loading"),
  IMATRIX("imatrix"),
  QUANTIZE("quantize"),
  /** Decodes the baseline into a file, where memory does not hold all models at once. */
  BASELINE("baseline"),
  EVALUATE("evaluate"),
  /** Writes the file of a quant that was made in memory and is the best. */
  WRITE("write");

  private final String word;

  RunStage(String word) {
    this.word = word;
  }

  /** As it is stored and shown. */
  public String word() {
    return word;
  }
}

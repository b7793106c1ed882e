package dev.quantloop.tracker.record;

import dev.quantloop.tracker.stats.Outcome;

/** What is said of a ranked quant, held against the reference of its experiment. */
public enum Verdict implements Word {
  /** Quantized without imatrix. */
  BASELINE,
  /** The first of its type with an imatrix, and there is none without. */
  FIRST,
  /** What the others of its type are held against. */
  REFERENCE,
  IMPROVED,
  WORSE,
  NO_DETECTABLE_DIFFERENCE,
  /** It can't be told; the judgement says why. */
  UNDECIDED,
  /** The program has not judged these figures yet. */
  NOT_JUDGED;

  public static Verdict of(Outcome outcome) {
    return valueOf(outcome.name());
  }
}

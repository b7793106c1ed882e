package dev.quantloop.tracker.record;

import java.util.List;

/** What the quants of an experiment are held against, as {@link ExperimentSettings} has it. */
public final class Reference {
  /** The last planned iteration before. */
  public static final String PREVIOUS = "previous";

  /** The lowest composite of the quant type. */
  public static final String BEST = "best";

  /** The quant without imatrix. */
  public static final String BASELINE = "baseline";

  /** All that is not the number of an iteration. */
  public static final List<String> WORDS = List.of(PREVIOUS, BEST, BASELINE);

  private Reference() {}
}

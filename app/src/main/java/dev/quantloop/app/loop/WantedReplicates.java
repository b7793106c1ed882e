package dev.quantloop.app.loop;

import dev.quantloop.tracker.record.Iteration;
import java.util.List;

/** Decides which iterations are to have one more replicate. */
interface WantedReplicates {
  /** The most urgent first; none where what there is suffices. */
  List<Iteration> iterations();

  /**
   * Whether it is known what the luck of the text does. What is drawn with replacement serves that
   * alone.
   */
  boolean isLuckKnown();
}

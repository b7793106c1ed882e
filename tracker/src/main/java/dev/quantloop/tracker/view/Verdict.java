package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.Word;

/**
 * What an iteration did to the composite of its quant type, against the last planned iteration
 * before it; the plateau follows the same steps.
 */
public enum Verdict implements Word {
  BASELINE,
  FIRST,
  IMPROVED,
  WORSE,
  NO_CLEAR_CHANGE
}

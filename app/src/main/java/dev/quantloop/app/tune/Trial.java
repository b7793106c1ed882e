package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;

/** Measures once how fast text is decoded under some settings. */
@FunctionalInterface
public interface Trial {
  /**
   * @param slowest tokens a second; a trial that turns out slower may be broken off. 0 for no limit
   */
  TrialOutcome run(DecodeSettings settings, double slowest);
}

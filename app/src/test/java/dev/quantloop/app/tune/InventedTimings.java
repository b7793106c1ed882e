package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A machine that does not exist: every choice costs some share of the speed, at random, and every
 * measurement is off by some noise. The same seed makes the same machine.
 */
final class InventedTimings implements Trial {
  private final Random measuring;
  private final double noise;
  private final double disturbances;
  private final int memory;
  private final Map<DecodeSettings, Double> rates = new HashMap<>();
  private final Map<Object, Double> shares = new HashMap<>();
  private final Random shaping;
  private int trials;

  /**
   * @param noise standard deviation of a measurement, as a share
   * @param disturbances probability that other work takes a third of the speed for one measurement
   * @param memory tokens of a micro-batch without flash attention that just fit
   */
  InventedTimings(long seed, double noise, double disturbances, int memory) {
    this.shaping = new Random(seed);
    this.measuring = new Random(~seed);
    this.noise = noise;
    this.disturbances = disturbances;
    this.memory = memory;
  }

  @Override
  public TrialOutcome run(DecodeSettings settings, double slowest) {
    trials++;
    if (isTooLarge(settings)) {
      return TrialOutcome.failed("out of memory");
    }
    double rate = rate(settings) * Math.exp(noise * measuring.nextGaussian());
    rate *= measuring.nextDouble() < disturbances ? 2.0 / 3 : 1;
    return rate < slowest ? TrialOutcome.tooSlow(slowest) : TrialOutcome.measured(rate);
  }

  private boolean isTooLarge(DecodeSettings settings) {
    return settings.ubatchSize() > memory && settings.flashAttention() == FlashAttention.OFF;
  }

  /** Tokens a second without noise. */
  double rate(DecodeSettings settings) {
    return rates.computeIfAbsent(
        settings,
        s ->
            3000
                * share("b" + s.batchSize(), 0.05)
                * share("ub" + s.ubatchSize(), 0.4)
                * share("t" + s.threads(), 0.6)
                * share(s.flashAttention(), 0.2)
                * share(s, 0.05));
  }

  private double share(Object choice, double largestLoss) {
    return shares.computeIfAbsent(choice, c -> 1 - largestLoss * shaping.nextDouble());
  }

  double best(Iterable<DecodeSettings> candidates) {
    double best = 0;
    for (DecodeSettings settings : candidates) {
      best = isTooLarge(settings) ? best : Math.max(best, rate(settings));
    }
    return best;
  }

  int trials() {
    return trials;
  }
}

package dev.quantloop.tracker.record;

/** What the weights of a mix are to make small: something made of the composites of the domains. */
public enum MixObjective implements Word {
  /**
   * Their weighted geometric mean: a change of 1 % counts the same, however high a composite is.
   */
  WEIGHTED {
    @Override
    public double of(double[] composites, double[] weights) {
      double sum = 0;
      double logarithms = 0;
      for (int i = 0; i < composites.length; i++) {
        sum += weights[i];
        logarithms += weights[i] == 0 ? 0 : weights[i] * Math.log(composites[i]);
      }
      return Math.exp(logarithms / sum);
    }
  },
  /** The highest of those whose weight is not 0. */
  WORST {
    @Override
    public double of(double[] composites, double[] weights) {
      double worst = 0;
      for (int i = 0; i < composites.length; i++) {
        worst = weights[i] > 0 ? Math.max(worst, composites[i]) : worst;
      }
      return worst;
    }
  };

  /**
   * @param composites of each domain
   * @param weights of each domain; not all are 0
   */
  public abstract double of(double[] composites, double[] weights);

  /** Under which comparisons of mixes are on record. */
  public String figure() {
    return word() + " domains";
  }
}

package dev.quantloop.tracker.stats;

/**
 * How figures are resampled; stored with them.
 *
 * @param resamples how many values each figure gets
 * @param seed with the evaluation sets, decides which clusters each resample takes
 */
public record Resampling(int resamples, long seed) {
  public static final Resampling DEFAULT = new Resampling(2000, 42);

  /** What {@link ClusterBootstrap} and {@link Resampled#interval} do. */
  public static final String METHOD =
      "stratified cluster bootstrap, standard error (of single quants times 1.05) with t quantile";

  public Resampling {
    if (resamples < 2) {
      throw new IllegalArgumentException("at least two resamples, not " + resamples);
    }
  }
}

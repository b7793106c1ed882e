package dev.quantloop.tracker.stats;

import static dev.quantloop.tracker.stats.Figure.COMPOSITE;
import static dev.quantloop.tracker.stats.Figure.DELTA_P_MEAN;
import static dev.quantloop.tracker.stats.Figure.DELTA_P_RMS;
import static dev.quantloop.tracker.stats.Figure.KLD_90;
import static dev.quantloop.tracker.stats.Figure.KLD_95;
import static dev.quantloop.tracker.stats.Figure.KLD_99;
import static dev.quantloop.tracker.stats.Figure.KLD_99_9;
import static dev.quantloop.tracker.stats.Figure.LN_PPL_RATIO;
import static dev.quantloop.tracker.stats.Figure.MEAN;
import static dev.quantloop.tracker.stats.Figure.MEDIAN;
import static dev.quantloop.tracker.stats.Figure.PPL;
import static dev.quantloop.tracker.stats.Figure.PPL_RATIO;
import static dev.quantloop.tracker.stats.Figure.SAME_TOP;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a quant in each resample of its evaluation sets, all sets pooled, each token
 * weighing the same. Immutable.
 */
public final class Resampled {
  /** Those that are resampled. */
  public static final List<Figure> FIGURES =
      List.of(
          MEAN,
          MEDIAN,
          KLD_90,
          KLD_95,
          KLD_99,
          KLD_99_9,
          PPL,
          PPL_RATIO,
          LN_PPL_RATIO,
          DELTA_P_MEAN,
          DELTA_P_RMS,
          SAME_TOP,
          COMPOSITE);

  private final Resampling resampling;
  private final Sample sample;

  /** By figure, in the order of FIGURES, then resample. */
  private final float[][] values;

  Resampled(Resampling resampling, Sample sample, float[][] values) {
    this.resampling = resampling;
    this.sample = sample;
    this.values = values;
  }

  public Resampling resampling() {
    return resampling;
  }

  /** How many clusters there are in all evaluation sets. */
  public int clusters() {
    return sample.clusters();
  }

  /** How many evaluation sets there are. */
  public int strata() {
    return sample.clustersOfStrata().size();
  }

  public boolean has(Figure figure) {
    return FIGURES.contains(figure);
  }

  /** The figure in each resample. */
  public double[] values(Figure figure) {
    if (!has(figure)) {
      throw new IllegalArgumentException(figure + " is not resampled");
    }
    float[] stored = values[FIGURES.indexOf(figure)];
    double[] all = new double[stored.length];
    for (int b = 0; b < all.length; b++) {
      all[b] = stored[b];
    }
    return all;
  }

  /** Whether the other was evaluated on the same tokens and resampled in the same way. */
  public boolean isPairedWith(Resampled other) {
    return sample.equals(other.sample) && resampling.equals(other.resampling);
  }

  /**
   * Where the figure would lie over all documents of the kind, at 95 %. Empty where it is not
   * resampled or where there are too few clusters.
   *
   * @param point the figure itself
   */
  public Optional<Interval> interval(Figure figure, double point) {
    if (!has(figure) || !sample.suffices()) {
      return Optional.empty();
    }
    Scale scale = Scale.of(figure);
    double centre = scale.apply(point);
    return StandardError.ofFigure(scale.apply(values(figure)), sample)
        .map(error -> error.around(centre))
        .map(i -> new Interval(scale.invert(i.low()), scale.invert(i.high())));
  }

  /**
   * The same where the composite is made of those of single sets, resample by resample.
   *
   * @param sets resampled in the same way
   */
  public Resampled withComposite(List<Resampled> sets, ToDoubleFunction<double[]> of) {
    int composite = FIGURES.indexOf(COMPOSITE);
    float[][] changed = values.clone();
    changed[composite] = new float[values[composite].length];
    for (int b = 0; b < changed[composite].length; b++) {
      int resample = b;
      changed[composite][b] =
          (float)
              of.applyAsDouble(
                  sets.stream().mapToDouble(set -> set.values[composite][resample]).toArray());
    }
    return new Resampled(resampling, sample, changed);
  }

  /**
   * Of all figures.
   *
   * @param points the figures themselves
   */
  public Map<Figure, Interval> intervals(FigureValues points) {
    Map<Figure, Interval> intervals = new EnumMap<>(Figure.class);
    for (Figure figure : FIGURES) {
      if (figure != PPL_RATIO) {
        interval(figure, points.get(figure)).ifPresent(one -> intervals.put(figure, one));
      }
    }
    return withRatio(intervals);
  }

  /** Adds that of the PPL ratio, which follows from that of its logarithm and is not stored. */
  public static Map<Figure, Interval> withRatio(Map<Figure, Interval> intervals) {
    Interval logarithm = intervals.get(LN_PPL_RATIO);
    if (logarithm != null) {
      intervals.put(PPL_RATIO, new Interval(Math.exp(logarithm.low()), Math.exp(logarithm.high())));
    }
    return intervals;
  }

  Sample sample() {
    return sample;
  }

  /** See {@link ResampledBlob} for the format. */
  public byte[] toBytes() {
    return ResampledBlob.write(resampling, sample, values);
  }

  public static Resampled ofBytes(byte[] bytes) {
    return ResampledBlob.read(bytes);
  }
}

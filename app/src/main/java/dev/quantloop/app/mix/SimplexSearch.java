package dev.quantloop.app.mix;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;

/**
 * Looks for shares that make a value small: for the logarithms of their ratios to the last, by
 * BOBYQA, and with two sources by Brent's method. Both depend on nothing but the values, so a
 * search goes on after a stop by being done again with the values that are known.
 */
public final class SimplexSearch {
  /** Ratios of shares up to e^4 = 55. */
  private static final double REACH = 4;

  private static final double FIRST_STEP = 1;
  private static final double LAST_STEP = 0.1;

  /** More than anybody waits for; the caller has a limit of its own. */
  private static final int MOST_STEPS = 100_000;

  private final int sources;
  private final Function<MixShares, OptionalDouble> known;

  private SimplexSearch(int sources, Function<MixShares, OptionalDouble> known) {
    this.sources = sources;
    this.known = known;
  }

  /** Ends the search where a value is not known. */
  private static final class UnknownValue extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient MixShares shares;

    UnknownValue(MixShares shares) {
      super(null, null, false, false);
      this.shares = shares;
    }
  }

  /**
   * The shares whose value the search needs next.
   *
   * @param known the values so far
   * @return empty where the search has come to its end
   */
  public static Optional<MixShares> next(int sources, Function<MixShares, OptionalDouble> known) {
    try {
      new SimplexSearch(sources, known).run();
      return Optional.empty();
    } catch (UnknownValue e) {
      return Optional.of(e.shares);
    } catch (MathRuntimeException e) {
      return Optional.empty(); // it gets no further
    }
  }

  private void run() {
    if (sources == 2) {
      new BrentOptimizer(LAST_STEP / REACH, LAST_STEP)
          .optimize(
              new UnivariateObjectiveFunction(ratio -> value(new double[] {ratio})),
              GoalType.MINIMIZE,
              new SearchInterval(-REACH, REACH, 0),
              new MaxEval(MOST_STEPS));
      return;
    }
    int ratios = sources - 1;
    double[] bounds = new double[ratios];
    Arrays.fill(bounds, REACH);
    MultivariateFunction value = this::value;
    new BOBYQAOptimizer(2 * ratios + 1, FIRST_STEP, LAST_STEP)
        .optimize(
            new ObjectiveFunction(value),
            GoalType.MINIMIZE,
            new InitialGuess(new double[ratios]),
            new SimpleBounds(Arrays.stream(bounds).map(bound -> -bound).toArray(), bounds),
            new MaxEval(MOST_STEPS));
  }

  private double value(double[] ratios) {
    double[] weights = Arrays.copyOf(ratios, sources);
    MixShares exact = MixShares.of(Arrays.stream(weights).map(Math::exp).toArray());
    boolean equal = exact.isSameAs(MixShares.equal(sources));
    MixShares shares = equal ? MixShares.equal(sources) : exact.rounded();
    return Math.log(known.apply(shares).orElseThrow(() -> new UnknownValue(shares)));
  }
}

package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ExperimentId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A search for the weights of an experiment's sources, in two experiments of its own.
 *
 * @param experiment its iterations are the mixes that were tried, on text kept back for that
 * @param finals its iterations are the finalists, on held-out text
 * @param of the experiment whose sources are mixed
 * @param domainWeights as {@link NamedWeights} writes them; empty for equal ones
 * @param chunks of calibration text, all sources together
 * @param texts how many such texts there are, without a chunk in common: the first for trying, the
 *     others for the finalists
 * @param tries mixes that are tried at most
 * @param weights of the mix that is asked for; empty where they are searched for
 */
public record Mix(
    ExperimentId experiment,
    ExperimentId finals,
    ExperimentId of,
    String quantType,
    MixObjective objective,
    Optional<String> domainWeights,
    int chunks,
    int texts,
    int tries,
    Optional<String> weights) {
  /** Iteration of the finals. */
  public static final int EQUAL_WEIGHTS = 1;

  /** Iteration of the finals. */
  public static final int SINGLE_SOURCE = 2;

  /**
   * The objective.
   *
   * @param domains names of the evaluation sets
   * @param composites of these
   */
  public double value(List<String> domains, double[] composites) {
    double[] equal = new double[domains.size()];
    Arrays.fill(equal, 1);
    return objective.of(
        composites, domainWeights.map(NamedWeights::parse).map(w -> w.of(domains)).orElse(equal));
  }

  /** The same search with other limits. */
  public Mix asking(int otherTries, Optional<String> otherWeights) {
    return new Mix(
        experiment,
        finals,
        of,
        quantType,
        objective,
        domainWeights,
        chunks,
        texts,
        otherTries,
        otherWeights);
  }
}

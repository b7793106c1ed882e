package dev.quantloop.app.mix;

import dev.quantloop.tracker.record.Iteration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A mix that was tried, or is being tried.
 *
 * @param texts calibration texts with which it is evaluated
 * @param composites by domain, the geometric mean over the texts; none where it is not evaluated
 * @param value what is to be small
 */
public record MixTrial(
    Iteration iteration,
    MixShares shares,
    int texts,
    List<Double> composites,
    OptionalDouble value) {}

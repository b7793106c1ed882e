package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.QuantId;
import java.util.OptionalDouble;

/**
 * What another doubling of the corpus can still bring a quant type, by its curve up to here.
 *
 * @param curve how the composites were fitted
 * @param gain relative improvement
 * @param gainLow lower end of its 95 % interval
 * @param gainHigh upper end, the favourable one
 * @param smallSteps steps in a row, up to this one, after which gainHigh was below tau
 */
public record GrowthStep(
    QuantId quant,
    String curve,
    OptionalDouble gain,
    OptionalDouble gainLow,
    OptionalDouble gainHigh,
    int smallSteps,
    boolean plateau) {}

package dev.quantloop.tracker.view;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A step of the growing corpus of one quant type.
 *
 * @param change of the composite to the step before; empty at the first
 * @param curve how the composites up to here were fitted; empty before the figures are judged
 * @param gain relative improvement that another doubling of the corpus can still bring
 * @param gainLow lower end of its 95 % interval
 * @param gainHigh upper end, the favourable one
 * @param smallSteps steps in a row, up to this one, after which gainHigh was below tau
 * @param plateau whether these are as many as the experiment asks for
 */
public record DiminishingReturnsRow(
    String quantType,
    int iteration,
    long corpusTokens,
    double composite,
    OptionalDouble change,
    Optional<String> curve,
    OptionalDouble gain,
    OptionalDouble gainLow,
    OptionalDouble gainHigh,
    int smallSteps,
    boolean plateau) {}

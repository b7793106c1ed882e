package dev.quantloop.tracker.view;

import java.util.OptionalDouble;

/**
 * A step of the growing corpus of one quant type.
 *
 * @param change of the composite to the step before; empty at the first
 * @param smallSteps steps in a row, up to this one, that improved the composite by less than tau
 * @param plateau whether these are as many as the experiment asks for
 */
public record DiminishingReturnsRow(
    String quantType,
    int iteration,
    long corpusTokens,
    double composite,
    OptionalDouble change,
    int smallSteps,
    boolean plateau) {}

package dev.quantloop.tracker.view;

import dev.quantloop.tracker.stats.FigureValues;
import java.util.OptionalDouble;

/**
 * A cell of the matrix iteration × evaluation set, for one quant type.
 *
 * @param change of the composite, file against file, relative to the reference of the ranking
 * @param changeLow lower end of its 95 % interval
 * @param changeHigh upper end
 */
public record DomainRow(
    int iteration,
    long corpusTokens,
    String quantType,
    String evaluationSet,
    String domain,
    FigureValues statistics,
    OptionalDouble change,
    OptionalDouble changeLow,
    OptionalDouble changeHigh) {}

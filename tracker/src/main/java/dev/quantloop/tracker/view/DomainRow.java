package dev.quantloop.tracker.view;

import dev.quantloop.tracker.stats.FigureValues;
import java.util.OptionalDouble;

/** A cell of the matrix iteration × evaluation set, for one quant type. */
public record DomainRow(
    int iteration,
    long corpusTokens,
    String quantType,
    String evaluationSet,
    String domain,
    FigureValues statistics,
    OptionalDouble change) {}

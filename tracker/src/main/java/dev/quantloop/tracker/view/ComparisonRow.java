package dev.quantloop.tracker.view;

import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two iterations on the same quant type and texts.
 *
 * @param evaluationSet empty: all sets pooled
 * @param change of the composite from first to second, relative; empty where the first is 0
 * @param comparison as files; empty where they can't be compared or are not judged yet
 */
public record ComparisonRow(
    String quantType,
    Optional<String> evaluationSet,
    FigureValues first,
    FigureValues second,
    OptionalDouble change,
    Optional<Comparison> comparison) {}

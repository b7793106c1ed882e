package dev.quantloop.tracker.view;

import java.util.List;

/**
 * View figures of one experiment: every figure with its provenance.
 *
 * @param rows values in the order of the columns: numbers, texts, or null
 */
public record FigureTable(List<String> columns, List<List<Object>> rows) {}

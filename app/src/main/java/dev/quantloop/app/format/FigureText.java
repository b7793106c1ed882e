package dev.quantloop.app.format;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.List;
import java.util.OptionalDouble;

/** Figures as people read them; their unit decides how they are written. */
public final class FigureText {
  private FigureText() {}

  /** As short as tables want it. */
  public static String of(Figure figure, FigureValues statistics) {
    return text(figure, statistics.get(figure), 1, 1);
  }

  /** With the digits that a list of details has room for. */
  public static String detailed(Figure figure, FigureValues statistics) {
    return text(figure, statistics.get(figure), 2, 3);
  }

  /** A relative change with its sign; "" where there is none. */
  public static String change(OptionalDouble change) {
    return change.isPresent() ? Numbers.change(change.getAsDouble(), 1) : "";
  }

  private static String text(Figure figure, double value, int shareDecimals, int changeDecimals) {
    return switch (figure.unit()) {
      case COUNT -> Long.toString((long) value);
      case NATS -> Numbers.score(value);
      case PERPLEXITY -> Numbers.significant(value, 5);
      case RATIO -> Numbers.fixed(value, 4);
      case SHARE -> Numbers.percent(value, shareDecimals);
      case PROBABILITY_CHANGE -> Numbers.change(value, changeDecimals);
    };
  }

  /** Headings of a {@link TextTable}. */
  public static List<String> headings(List<Figure> figures) {
    return figures.stream().map(figure -> ">" + figure.title()).toList();
  }

  public static List<String> cells(List<Figure> figures, FigureValues statistics) {
    return figures.stream().map(figure -> of(figure, statistics)).toList();
  }

  /** The title and then the figure, one for each. */
  public static List<String> titled(List<Figure> figures, FigureValues statistics) {
    return figures.stream().map(f -> f.title() + " " + of(f, statistics)).toList();
  }

  /** Every digit, tab after tab, for the clipboard. */
  public static String copied(List<Figure> figures, FigureValues statistics) {
    return figures.stream().map(f -> statistics.number(f).toString()).collect(joining("\t"));
  }
}

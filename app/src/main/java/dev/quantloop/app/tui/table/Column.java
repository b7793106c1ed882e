package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Style;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param name tells it from others, also where its title changes
 * @param title with the unit, where there is one
 * @param right whether it is aligned at its right, as figures are
 * @param weight what it is worth when there is no room for all; the lowest goes first
 * @param text of a row
 * @param order in which sorting brings the rows
 * @param style of a row's cell
 * @param shortest what it is shortened to, in the middle of its texts, before others are left out;
 *     0 where it is not shortened
 */
public record Column<R>(
    String name,
    String title,
    boolean right,
    int weight,
    BiFunction<R, ViewContext, String> text,
    Comparator<R> order,
    Function<R, Style> style,
    int shortest) {
  private static final int SHORTEST_NAME = 20;

  public static <R> Column<R> words(String title, int weight, Function<R, String> text) {
    return new Column<>(
        title,
        title,
        false,
        weight,
        (row, context) -> text.apply(row),
        Comparator.comparing(text),
        row -> Style.PLAIN,
        0);
  }

  /** A column of names, which tell most at their beginning and end. */
  public static <R> Column<R> names(String title, int weight, Function<R, String> text) {
    Column<R> words = words(title, weight, text);
    return new Column<>(
        title, title, false, weight, words.text, words.order, words.style, SHORTEST_NAME);
  }

  /** A column of figures; rows without one come last. */
  public static <R> Column<R> figures(
      String title, int weight, Function<R, Double> value, Function<R, String> text) {
    return new Column<>(
        title,
        title,
        true,
        weight,
        (row, context) -> text.apply(row),
        Comparator.comparing(value, Comparator.nullsLast(Comparator.naturalOrder())),
        row -> Style.PLAIN,
        0);
  }

  /** A column of numbers, written in one way; blank in rows without one, which come last. */
  public static <R> Column<R> numbers(
      String title, int weight, Function<R, Double> value, Function<Double, String> format) {
    return figures(
        title, weight, value, row -> Optional.ofNullable(value.apply(row)).map(format).orElse(""));
  }

  public Column<R> styled(Function<R, Style> by) {
    return new Column<>(name, title, right, weight, text, order, by, shortest);
  }

  /** The same with a text that depends on the time, such as an age. */
  public Column<R> showing(BiFunction<R, ViewContext, String> timed) {
    return new Column<>(name, title, right, weight, timed, order, style, shortest);
  }

  /** The same, worth more or less when there is no room for all. */
  public Column<R> weighing(int other) {
    return new Column<>(name, title, right, other, text, order, style, shortest);
  }

  /** The same under another title. */
  public Column<R> titled(String other) {
    return new Column<>(name, other, right, weight, text, order, style, shortest);
  }
}

package dev.quantloop.tracker.stats;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The value of every {@link Figure} over the scored tokens of an evaluation. Immutable. */
public final class FigureValues {
  private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

  private FigureValues(ToDoubleFunction<Figure> value) {
    for (Figure figure : Figure.stored()) {
      values.put(figure, value.applyAsDouble(figure));
    }
    values.put(Figure.PPL_RATIO, Math.exp(get(Figure.LN_PPL_RATIO)));
  }

  public static FigureValues of(TokenResults results) {
    return new FigureValues(figure -> figure.measure(results));
  }

  /** From the values of {@link Figure#stored()}, computed before. */
  public static FigureValues of(ToDoubleFunction<Figure> stored) {
    return new FigureValues(stored);
  }

  public double get(Figure figure) {
    return values.get(figure);
  }

  /** The same as a whole number where the figure counts something. */
  public Number number(Figure figure) {
    double value = get(figure);
    if (figure.unit() == Figure.Unit.COUNT) {
      return (long) value;
    }
    return value;
  }

  /** By the figures' keys, as documents hold them. */
  public Map<String, Object> byKey() {
    return byKey(List.of(Figure.values()));
  }

  /** Some of them. */
  public Map<String, Object> byKey(List<Figure> figures) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    figures.forEach(figure -> numbers.put(figure.key(), number(figure)));
    return numbers;
  }

  /** The same with another composite. */
  public FigureValues withComposite(double value) {
    return new FigureValues(figure -> figure == Figure.COMPOSITE ? value : get(figure));
  }

  public double composite() {
    return get(Figure.COMPOSITE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FigureValues that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}

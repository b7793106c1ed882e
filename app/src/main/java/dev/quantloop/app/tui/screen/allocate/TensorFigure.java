package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.tracker.record.TensorGrouping;
import java.util.function.ToDoubleFunction;

/** What the map shows of tensors. */
enum TensorFigure {
  KLD(
      "mean KLD where one %s alone is quantized, in nats a token",
      cell -> cell.shown().kld().orElse(Double.NaN)),
  KLD_PER_MIB(
      "mean KLD per MiB that the %s then has",
      cell -> cell.shown().kld().orElse(Double.NaN) / cell.shown().bytes() * TensorFigure.MIB),
  /** Which the recipe gives it. */
  TYPE("types", cell -> Double.NaN);

  private static final double MIB = 1 << 20;

  private final String title;
  private final ToDoubleFunction<TensorCell> value;

  TensorFigure(String title, ToDoubleFunction<TensorCell> value) {
    this.title = title;
    this.value = value;
  }

  String title(TensorGrouping by) {
    return title.formatted(by.noun());
  }

  /** NaN where it was not measured. */
  double value(TensorCell cell) {
    return value.applyAsDouble(cell);
  }

  TensorFigure next() {
    return values()[(ordinal() + 1) % values().length];
  }
}

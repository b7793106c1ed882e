package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.tracker.view.RankingRow;
import java.util.function.ToDoubleFunction;

/** A figure of an iteration that can be plotted. */
enum Metric {
  COMPOSITE("composite", RankingRow::composite),
  MEDIAN("median KLD", row -> row.statistics().median()),
  KLD90("KLD 90%", row -> row.statistics().kld90()),
  KLD95("KLD 95%", row -> row.statistics().kld95()),
  KLD99("KLD 99%", row -> row.statistics().kld99());

  private final String label;
  private final ToDoubleFunction<RankingRow> value;

  Metric(String label, ToDoubleFunction<RankingRow> value) {
    this.label = label;
    this.value = value;
  }

  String label() {
    return label;
  }

  double of(RankingRow row) {
    return value.applyAsDouble(row);
  }

  Metric next() {
    return values()[(ordinal() + 1) % values().length];
  }
}

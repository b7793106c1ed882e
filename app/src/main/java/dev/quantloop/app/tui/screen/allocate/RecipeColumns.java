package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The columns of recipes beside stock types. */
final class RecipeColumns {
  private RecipeColumns() {}

  static List<Column<RecipeRow>> all() {
    return List.of(
        Column.words("file", 40, RecipeRow::name).styled(RecipeColumns::style),
        Column.numbers(
            "size",
            30,
            row -> row.file().map(file -> (double) file.bytes()).orElse(null),
            bytes -> Numbers.bytes(bytes.longValue())),
        Column.numbers("predicted", 20, row -> boxed(row.predicted()), Numbers::score),
        Column.numbers("mean KLD", 25, row -> boxed(row.kld()), Numbers::score),
        Column.numbers(
            "composite",
            35,
            row -> row.score().map(ScoredFile::composite).orElse(null),
            Numbers::score),
        Column.words("95 %", 10, row -> interval(row).map(RecipeColumns::text).orElse("")));
  }

  private static Style style(RecipeRow row) {
    return !row.stock() && row.standing().recommended()
        ? Style.BOLD.with(Color.GREEN)
        : Style.PLAIN;
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Optional<Interval> interval(RecipeRow row) {
    return row.score().map(file -> file.intervals().get(Figure.COMPOSITE));
  }

  private static String text(Interval interval) {
    return Numbers.score(interval.low()) + " to " + Numbers.score(interval.high());
  }
}

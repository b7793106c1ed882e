package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.service.FileRanking;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What lists of files have in common. */
final class FileColumns {
  static final List<String> EMPTY = List.of("No file has been evaluated yet.");
  static final String COPIED = "the path of the file";

  private FileColumns() {}

  /** Type, size, bits a weight and composite. */
  static <R> List<Column<R>> of(Function<R, ScoredFile> file) {
    return List.of(
        Column.words("type", 12, row -> file.apply(row).quant().quantType()),
        Column.figures(
            "size",
            19,
            row -> (double) file.apply(row).bytes(),
            row -> Numbers.bytes(file.apply(row).bytes())),
        Column.figures(
            "bits/w",
            11,
            row -> file.apply(row).quant().bitsPerWeight(),
            row -> Numbers.fixed(file.apply(row).quant().bitsPerWeight(), 2)),
        Column.figures(
            "composite",
            20,
            row -> file.apply(row).composite(),
            row -> Numbers.score(file.apply(row).composite())));
  }

  /** The change to the best. */
  static <R> Column<R> toTheBest(Function<R, Ranked> ranked) {
    return Column.<R>figures("to the best", 16, row -> change(ranked.apply(row)), row -> "")
        .showing(
            (row, look) ->
                ranked.apply(row).onBest().map(FileText::change).map(look::plain).orElse(""));
  }

  private static Double change(Ranked row) {
    OptionalDouble change = row.onBest().map(Comparison::change).orElse(OptionalDouble.empty());
    return change.isPresent() ? change.getAsDouble() : null;
  }

  /** What the verdicts rest on, or why there are none. */
  static String basis(FileRanking ranking) {
    return ranking.files().stream().anyMatch(FileText::isUndecided)
        ? FileText.UNDECIDED
        : FileText.METHOD;
  }
}

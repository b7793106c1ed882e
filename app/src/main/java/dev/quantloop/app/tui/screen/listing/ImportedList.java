package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What other programs say of quants: imported, so without intervals and verdicts. */
record ImportedList(ExperimentId experiment) implements Listed<ImportedResult> {
  @Override
  public String title() {
    return "Imported";
  }

  @Override
  public String name() {
    return "imported";
  }

  @Override
  public List<Column<ImportedResult>> columns() {
    List<Column<ImportedResult>> columns = new ArrayList<>();
    columns.add(Column.names("quant", 21, ImportedResult::label));
    columns.add(Column.words("type", 12, result -> result.quantType().orElse("")));
    columns.add(
        Column.figures(
            "size", 11, result -> value(result.bytes()), result -> text(result.bytes())));
    columns.add(
        Column.figures(
            "bits/w",
            10,
            result -> value(result.bitsPerWeight()),
            result ->
                result.bitsPerWeight().isPresent()
                    ? Numbers.fixed(result.bitsPerWeight().getAsDouble(), 2)
                    : ""));
    for (Figure figure : ImportedReport.FIGURES) {
      columns.add(
          Column.figures(
              figure.title(),
              15,
              result -> value(result, figure),
              result -> ImportedReport.cell(figure, result)));
    }
    columns.add(Column.words("from", 9, ImportedReport::from));
    return columns;
  }

  private static Double value(ImportedResult result, Figure figure) {
    double value = result.value(figure);
    return Double.isNaN(value) ? null : value;
  }

  private static Double value(OptionalLong value) {
    return value.isPresent() ? (double) value.getAsLong() : null;
  }

  private static Double value(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static String text(OptionalLong bytes) {
    return bytes.isPresent() ? Numbers.bytes(bytes.getAsLong()) : "";
  }

  @Override
  public Object id(ImportedResult row) {
    return List.of(row.file(), row.line(), row.label(), row.tensors());
  }

  @Override
  public String version(Tracker tracker) {
    return "" + tracker.imports().list(experiment).size();
  }

  @Override
  public Listing<ImportedResult> read(Tracker tracker, String version) {
    return new Listing<>(
        version,
        ImportedReport.of(tracker, experiment).results(),
        List.of(ImportedReport.BASIS),
        Optional.empty());
  }

  @Override
  public List<String> empty() {
    return List.of("Nothing has been imported.");
  }

  @Override
  public String copied() {
    return "the path of the file that says it";
  }

  @Override
  public String copied(ImportedResult row) {
    return row.file();
  }
}

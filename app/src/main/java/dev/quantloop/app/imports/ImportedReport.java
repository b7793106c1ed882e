package dev.quantloop.app.imports;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Estimate;
import dev.quantloop.tracker.stats.Figure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What other programs say of quants, the smaller mean KL divergence first; without verdicts. */
public record ImportedReport(List<ImportedResult> results) {
  /** Sorts them. */
  public ImportedReport {
    results =
        results.stream()
            .sorted(Comparator.comparingDouble(result -> result.value(Figure.MEAN)))
            .toList();
  }

  /** What is said of all of them. */
  public static final String BASIS =
      "Imported, as their files say it: without intervals and verdicts.";

  /** Those that are shown. */
  public static final List<Figure> FIGURES =
      List.of(
          Figure.MEAN, Figure.MEDIAN, Figure.KLD_99, Figure.COMPOSITE, Figure.SAME_TOP, Figure.PPL);

  public static ImportedReport of(Tracker tracker, ExperimentId experiment) {
    return new ImportedReport(tracker.imports().list(experiment));
  }

  /** Whether an experiment holds nothing else. */
  public static boolean isAll(Tracker tracker, ExperimentId experiment) {
    return tracker.experiments().evaluationSets(experiment).isEmpty()
        && !tracker.imports().list(experiment).isEmpty();
  }

  public boolean isEmpty() {
    return results.isEmpty();
  }

  public void print(PrintWriter out) {
    if (isEmpty()) {
      return;
    }
    out.println(BASIS);
    TextTable table =
        new TextTable(
            "imported",
            "type",
            ">size",
            ">bits/w",
            FIGURES.stream().map(figure -> ">" + figure.title()).toList(),
            ">context",
            "from");
    List<ImportedResult> whole =
        results.stream().filter(result -> result.tensors().isEmpty()).toList();
    whole.forEach(result -> row(table, result));
    if (!whole.isEmpty()) {
      table.print(out);
    }
    long parts = results.size() - whole.size();
    if (parts > 0) {
      out.println(
          "%s of single tensors: see the view imported"
              .formatted(Numbers.amount(parts, "imported figure")));
    }
    out.flush();
  }

  private static void row(TextTable table, ImportedResult result) {
    table.row(
        result.label(),
        result.quantType().orElse(""),
        result.bytes().isPresent() ? Numbers.bytes(result.bytes().getAsLong()) : "",
        result.bitsPerWeight().isPresent()
            ? Numbers.fixed(result.bitsPerWeight().getAsDouble(), 2)
            : "",
        FIGURES.stream().map(figure -> cell(figure, result)).toList(),
        result.nCtx().isPresent() ? result.nCtx().getAsInt() : "",
        from(result));
  }

  /** "kld.log:6". */
  public static String from(ImportedResult result) {
    String from = Path.of(result.file()).getFileName().toString();
    return result.line() > 0 ? from + ":" + result.line() : from;
  }

  /** "0.05255 ± 0.0030"; "" where it is not said. */
  public static String cell(Figure figure, ImportedResult result) {
    Estimate estimate = result.figures().get(figure);
    if (estimate == null) {
      return "";
    }
    boolean share = figure.unit() == Figure.Unit.SHARE;
    String value = text(figure, estimate.value());
    return Double.isNaN(estimate.error())
        ? value
        : value
            + " ± "
            + (share
                ? Numbers.percent(estimate.error(), 2)
                : Numbers.significant(estimate.error(), 2));
  }

  private static String text(Figure figure, double value) {
    return switch (figure.unit()) {
      case SHARE -> Numbers.percent(value, 2);
      case PERPLEXITY -> Numbers.fixed(value, 4);
      default -> Numbers.score(value);
    };
  }

  /** All that is known of each. */
  public List<Map<String, Object>> document() {
    return results.stream().map(ImportedReport::document).toList();
  }

  private static Map<String, Object> document(ImportedResult result) {
    Map<String, Object> document = Json.object("origin", "imported");
    document.putAll(RecordValues.without(result, "figures"));
    for (Figure figure : Figure.stored()) {
      Estimate estimate = result.figures().get(figure);
      if (estimate != null) {
        document.put(figure.key(), estimate.value());
        if (!Double.isNaN(estimate.error())) {
          document.put(figure.key() + "_error", estimate.error());
        }
      }
    }
    return document;
  }
}

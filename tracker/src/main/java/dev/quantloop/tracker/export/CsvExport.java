package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Iteration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every figure with its provenance, a row each; then what was imported, which has no provenance.
 */
final class CsvExport implements ExportFormat.Writer {
  /** What the file is called: of iterations that have a name, and of imported results. */
  private static final String LABEL = "label";

  @Override
  public void write(History history, Appendable out) {
    CsvAnswer answer = new CsvAnswer(out);
    List<String> columns = new ArrayList<>(history.figures().columns());
    columns.add(LABEL);
    answer.columns(columns);
    int iteration = columns.indexOf("iteration");
    for (List<Object> row : history.figures().rows()) {
      List<Object> labelled = new ArrayList<>(row);
      labelled.add(label(history, ((Number) row.get(iteration)).intValue()).orElse(null));
      answer.row(labelled);
    }
    String name = history.experiment().name();
    history.imported().forEach(result -> answer.row(row(columns, name, result)));
  }

  private static Optional<String> label(History history, int number) {
    return history.iterations().stream()
        .filter(iteration -> iteration.number() == number)
        .findFirst()
        .flatMap(Iteration::label);
  }

  private static List<Object> row(List<String> columns, String experiment, ImportedResult result) {
    Map<String, Object> values = new HashMap<>();
    values.put("experiment", experiment);
    values.put("kind", "imported");
    result.quantType().ifPresent(type -> values.put("quant_type", type));
    result.bytes().ifPresent(bytes -> values.put("bytes", bytes));
    result.bitsPerWeight().ifPresent(bits -> values.put("bits_per_weight", bits));
    result.nCtx().ifPresent(context -> values.put("n_ctx", context));
    result.figures().forEach((figure, value) -> values.put(figure.key(), value.value()));
    values.put(LABEL, result.label());
    List<Object> row = new ArrayList<>(Collections.nCopies(columns.size(), null));
    values.forEach(
        (column, value) -> {
          int at = columns.indexOf(column);
          if (at >= 0) {
            row.set(at, value);
          }
        });
    return row;
  }
}

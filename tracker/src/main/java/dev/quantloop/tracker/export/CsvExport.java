package dev.quantloop.tracker.export;

import dev.quantloop.tracker.view.FigureTable;

/** View figures as RFC 4180 CSV; null is an empty field. */
final class CsvExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) {
    FigureTable figures = history.figures();
    CsvAnswer answer = new CsvAnswer(out);
    answer.columns(figures.columns());
    figures.rows().forEach(answer::row);
    answer.end();
  }
}

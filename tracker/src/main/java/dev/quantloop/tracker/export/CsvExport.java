package dev.quantloop.tracker.export;

import dev.quantloop.tracker.Figures;
import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** View figures as RFC 4180 CSV; null is an empty field. */
final class CsvExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) throws IOException {
    Figures figures = history.figures();
    CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
    printer.printRecord(figures.columns());
    printer.printRecords(figures.rows());
    printer.flush();
  }
}

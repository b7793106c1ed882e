package dev.quantloop.tracker.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** RFC 4180 CSV with a line of names; null is an empty field. */
final class CsvAnswer implements AnswerWriter {
  private final CSVPrinter printer;

  CsvAnswer(Appendable out) {
    try {
      printer = new CSVPrinter(out, CSVFormat.RFC4180);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void columns(List<String> names) {
    print(names);
  }

  @Override
  public void row(List<Object> values) {
    print(values.stream().map(AnswerFormat::plain).toList());
  }

  private void print(Iterable<?> record) {
    try {
      printer.printRecord(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void end() {
    try {
      printer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

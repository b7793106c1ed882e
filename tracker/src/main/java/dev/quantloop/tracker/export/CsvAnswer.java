package dev.quantloop.tracker.export;

import dev.quantloop.tracker.view.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/** RFC 4180 CSV with a line of names; null is an empty field. */
record CsvAnswer(Appendable out) implements Answer {
  @Override
  public void columns(List<String> names) {
    row(List.copyOf(names));
  }

  @Override
  public void row(List<Object> values) {
    try {
      CSVFormat.RFC4180.printRecord(out, values.stream().map(Answer::plain).toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.quantloop.app.source.file;

import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Records that are the rows below a row of names. */
final class CsvRecords implements RecordReader {
  /** Half a character stands for a byte that is not UTF-8, so that its record shows as broken. */
  private static final String NOT_UTF8 = "\uDC80";

  private final String name;
  private final RecordLimit in;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private List<String> columns;

  /** Takes the stream, and closes it. */
  CsvRecords(String name, InputStream in, char delimiter) throws IOException {
    this.name = name;
    this.in = new RecordLimit(in);
    Reader text =
        new InputStreamReader(
            this.in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(NOT_UTF8));
    CSVFormat format =
        CSVFormat.Builder.create().setDelimiter(delimiter).setIgnoreEmptyLines(true).get();
    this.parser = CSVParser.builder().setReader(text).setFormat(format).get();
    this.rows = parser.iterator();
  }

  @Override
  public Optional<SourceRecord> next() throws IOException {
    if (columns == null) {
      columns = row().map(CSVRecord::toList).map(CsvRecords::unmarked).orElse(List.of());
    }
    Optional<CSVRecord> row = row();
    long line = row.map(this::line).orElse(0L);
    if (row.isPresent() && row.get().size() != columns.size()) {
      throw new BrokenRecordException(
          "%s:%d: it has %d values, and there are %d columns"
              .formatted(name, line, row.get().size(), columns.size()));
    }
    return row.map(values -> new SourceRecord(name + ":" + line, fields(values)));
  }

  /** Of the row's beginning. */
  private long line(CSVRecord row) {
    long within =
        row.stream().mapToLong(value -> value.chars().filter(c -> c == '\n').count()).sum();
    return parser.getCurrentLineNumber() - within;
  }

  private Optional<CSVRecord> row() throws IOException {
    try {
      in.begin();
      return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    } catch (UncheckedIOException e) {
      String reason = e.getCause().getMessage();
      throw new IOException(
          reason.contains("EOF reached")
              ? reason.replaceFirst(
                  ".*startline ([0-9]+).*", "the quotation mark in line $1 is not closed")
              : "line %d: %s".formatted(parser.getCurrentLineNumber(), reason),
          e);
    }
  }

  private static List<String> unmarked(List<String> names) {
    return names.stream().map(column -> column.replaceFirst("^\uFEFF", "").strip()).toList();
  }

  private Map<String, Object> fields(CSVRecord row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(columns.get(i), row.get(i));
    }
    return fields;
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw TextStream.unreadable(name, e);
    }
  }
}

package dev.quantloop.app.imports;

import dev.quantloop.tracker.stats.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table of quants as people publish it, as CSV: separated by commas, semicolons or tabs, with a
 * heading over each column. Or that of the GGUF Tool Suite, whose first column is QTYPE and whose
 * others are tensors, or group0 for all of them; its file's name says what is measured.
 */
final class PublishedTable {
  private static final Pattern NUMBER =
      Pattern.compile(
          "([-+]?[\\d.,]+(?:[eE][-+]?\\d+)?)(?:\\s*(?:±|\\+/-)\\s*([\\d.,]+(?:[eE][-+]?\\d+)?))?\\s*(%|[KMGT]?i?B)?",
          Pattern.CASE_INSENSITIVE);

  private static final List<String> NOTHING =
      List.of("", "-", "–", "—", "n/a", "na", "none", "null");

  /** With it the GGUF Tool Suite marks what it has not measured. */
  private static final String NOT_MEASURED = "404";

  private enum Column {
    NAME("filename", "file", "name", "model", "link"),
    TYPE("quanttype", "quant", "type", "qtype", "quantization", "quantisation"),
    SIZE("size", "filesize", "disksize", "bytes", "sizeondisk", "modelsize"),
    BITS("bpw", "bitsperweight", "bitsw"),
    MEAN_ERROR("meankldstderr", "meankldStderror", "meankldError", "kldstderr", "meanerror"),
    MEAN(
        Figure.MEAN,
        "kld",
        "meankld",
        "kldmean",
        "kldivergence",
        "meankldivergence",
        "averagekld",
        "avgkld",
        "mean"),
    MEDIAN(Figure.MEDIAN, "mediankld", "kldmedian", "median", "50kld", "p50kld"),
    KLD_90(Figure.KLD_90, "90kld", "kld90", "p90kld", "90.0kld"),
    KLD_95(Figure.KLD_95, "95kld", "kld95", "p95kld", "95.0kld"),
    KLD_99(Figure.KLD_99, "99kld", "kld99", "p99kld", "99.0kld"),
    KLD_99_9(Figure.KLD_99_9, "99.9kld", "kld99.9", "p99.9kld", "kld999"),
    KLD_MAX(Figure.KLD_MAX, "maxkld", "maximumkld", "kldmax"),
    PPL(Figure.PPL, "ppl", "perplexity", "meanppl", "pplq", "meanpplq"),
    SAME_TOP(
        Figure.SAME_TOP,
        "sametop",
        "sametopp",
        "top1",
        "top1agreement",
        "sametoptoken",
        "top1match"),
    PPL_RATIO(Figure.LN_PPL_RATIO, "pplratio", "pplqpplbase", "meanpplqpplbase");

    final Figure figure;
    private final List<String> headings;

    Column(String... headings) {
      this(null, headings);
    }

    Column(Figure figure, String... headings) {
      this.figure = figure;
      this.headings = List.of(headings);
    }

    /** By its heading without unit, blanks and signs. */
    static Optional<Column> of(String heading) {
      String plain =
          heading
              .replaceAll("\\((%|[KMGT]?i?B|nats|bpw)\\)", "")
              .replaceAll("(?i)\\b[kmgt]i?b\\b", "")
              .replaceAll("[^A-Za-z0-9.]", "")
              .toLowerCase(Locale.ROOT);
      for (Column column : values()) {
        if (column.headings.stream().anyMatch(known -> known.equalsIgnoreCase(plain))) {
          return Optional.of(column);
        }
      }
      return Optional.empty();
    }
  }

  private record Row(int line, List<String> cells) {}

  private final TextLines text;
  private final char separator;
  private final List<Row> rows;
  private final List<String> headings;

  private PublishedTable(TextLines text) {
    this.text = text;
    this.separator = separator(text);
    this.rows = rows();
    this.headings = rows.get(0).cells();
  }

  /** A result a row, or of each tensor of a row. */
  static List<Found> read(TextLines text) {
    if (text.lines().stream().allMatch(String::isBlank)) {
      throw text.refused(1, "it is empty");
    }
    PublishedTable table = new PublishedTable(text);
    if (table.rows.size() == 1) {
      throw text.refused(table.rows.get(0).line(), "there are headings and no rows below them");
    }
    boolean suite =
        table.headings.get(0).equalsIgnoreCase("QTYPE")
            && text.name().toLowerCase(Locale.ROOT).matches(".*(kld|ppl).*");
    return suite && table.headings.stream().skip(1).noneMatch(PublishedTable::isFigure)
        ? table.ofTheSuite()
        : table.published();
  }

  private static boolean isFigure(String heading) {
    return Column.of(heading).filter(column -> column.figure != null).isPresent();
  }

  private static char separator(TextLines text) {
    String first = text.lines().stream().filter(line -> !line.isBlank()).findFirst().orElseThrow();
    char best = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(first, candidate) > count(first, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String line, char character) {
    return line.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == character).count();
  }

  private List<Row> rows() {
    CSVFormat format =
        CSVFormat.Builder.create()
            .setDelimiter(separator)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    List<Row> all = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(String.join("\n", text.lines()), format)) {
      for (CSVRecord record : parser) {
        Row row = new Row(lineOf(record, parser), record.toList());
        if (row.cells().stream().allMatch(String::isEmpty)) {
          continue;
        }
        if (!all.isEmpty() && row.cells().size() != all.get(0).cells().size()) {
          throw text.refused(
              row.line(),
              "it has %d fields, the headings are %d (separated by %s)"
                  .formatted(
                      row.cells().size(),
                      all.get(0).cells().size(),
                      separator == '\t' ? "tabs" : "'" + separator + "'"));
        }
        all.add(row);
      }
    } catch (IOException | UncheckedIOException e) {
      throw text.refused(
          all.isEmpty() ? 1 : all.get(all.size() - 1).line() + 1,
          "a quotation mark is not closed or stands in a field");
    }
    return all;
  }

  /** Where it begins. */
  private static int lineOf(CSVRecord record, CSVParser parser) {
    long breaks = String.join("", record.toList()).chars().filter(c -> c == '\n').count();
    return (int) (Math.max(1, parser.getCurrentLineNumber()) - breaks);
  }

  private List<Found> ofTheSuite() {
    Figure figure = text.name().toLowerCase(Locale.ROOT).contains("kld") ? Figure.MEAN : Figure.PPL;
    int bits = headings.indexOf("bpw");
    List<Found> all = new ArrayList<>();
    for (Row row : rows.subList(1, rows.size())) {
      for (int column = 1; column < headings.size(); column++) {
        String cell = row.cells().get(column);
        if (column == bits || NOTHING.contains(cell) || cell.equals(NOT_MEASURED)) {
          continue;
        }
        boolean whole = headings.get(column).equals("group0");
        String type = required(row, 0);
        Found found = new Found(row.line(), whole ? type : type + " of " + headings.get(column));
        found.quantType = Optional.of(type);
        found.tensors = whole ? Optional.empty() : Optional.of(headings.get(column));
        put(found, figure, cell, column);
        if (bits > 0 && !row.cells().get(bits).equals(NOT_MEASURED)) {
          found.bitsPerWeight =
              OptionalDouble.of(positive(row.cells().get(bits), bits, row.line()));
        }
        all.add(found);
      }
    }
    return all;
  }

  private List<Found> published() {
    Map<Column, Integer> columns = new HashMap<>();
    for (int i = 0; i < headings.size(); i++) {
      int at = i;
      Column.of(headings.get(i))
          .ifPresent(
              column -> {
                Integer other = columns.putIfAbsent(column, at);
                if (other != null) {
                  throw text.refused(
                      rows.get(0).line(),
                      "the columns '%s' and '%s' both hold the same"
                          .formatted(headings.get(other), headings.get(at)));
                }
              });
    }
    int name = columns.getOrDefault(Column.NAME, columns.getOrDefault(Column.TYPE, -1));
    if (name < 0 || columns.keySet().stream().noneMatch(PublishedTable::says)) {
      throw text.refused(
          rows.get(0).line(),
          "there is no column of %s; the headings are %s"
              .formatted(
                  name < 0 ? "names or quant types" : "figures or sizes",
                  String.join(", ", headings)));
    }
    List<Found> all = new ArrayList<>();
    for (Row row : rows.subList(1, rows.size())) {
      Found found = new Found(row.line(), required(row, name));
      Optional.ofNullable(columns.get(Column.TYPE))
          .map(column -> row.cells().get(column))
          .filter(type -> !NOTHING.contains(type))
          .ifPresent(type -> found.quantType = Optional.of(type));
      columns.forEach((column, at) -> take(found, column, at, row.cells().get(at)));
      takeError(found, columns, row);
      all.add(found);
    }
    return all;
  }

  private static boolean says(Column column) {
    return column.figure != null || column == Column.SIZE;
  }

  private void takeError(Found found, Map<Column, Integer> columns, Row row) {
    Integer at = columns.get(Column.MEAN_ERROR);
    if (at != null && found.figures.containsKey(Figure.MEAN)) {
      String cell = row.cells().get(at);
      if (!NOTHING.contains(cell.toLowerCase(Locale.ROOT))) {
        found.put(
            Figure.MEAN,
            found.figures.get(Figure.MEAN).value(),
            parse(cell, at, row.line()).value());
      }
    }
  }

  private void take(Found found, Column column, int at, String cell) {
    if (NOTHING.contains(cell.toLowerCase(Locale.ROOT))) {
      return;
    }
    if (column == Column.SIZE) {
      found.bytes = OptionalLong.of(bytes(cell, at, found.line));
    } else if (column == Column.BITS) {
      found.bitsPerWeight = OptionalDouble.of(positive(cell, at, found.line));
    } else if (column.figure != null) {
      put(found, column.figure, cell, at);
    }
  }

  private void put(Found found, Figure figure, String cell, int column) {
    Value value = parse(cell, column, found.line);
    boolean percent =
        value.unit().equals("%") || headings.get(column).contains("%") && figure == Figure.SAME_TOP;
    if (figure == Figure.SAME_TOP) {
      double scale = percent || value.value() > 1 ? 0.01 : 1;
      requireRange(value.value() * scale, 0, 1, cell, column, found.line);
      found.put(figure, value.value() * scale, value.error() * scale);
    } else if (!value.unit().isEmpty()) {
      throw refused(found.line, column, cell, "has a unit where a plain number is meant");
    } else if (figure == Figure.LN_PPL_RATIO) {
      requireRange(value.value(), Double.MIN_NORMAL, Double.MAX_VALUE, cell, column, found.line);
      found.put(figure, Math.log(value.value()), value.error() / value.value());
    } else {
      double least = figure == Figure.PPL ? 1 : figure == Figure.MEAN ? 0 : -1;
      requireRange(value.value(), least, Double.MAX_VALUE, cell, column, found.line);
      found.put(figure, value.value(), value.error());
    }
  }

  private void requireRange(
      double value, double least, double most, String cell, int column, int line) {
    if (!(value >= least && value <= most)) {
      throw refused(line, column, cell, "is out of range");
    }
  }

  private double positive(String cell, int column, int line) {
    Value value = parse(cell, column, line);
    if (value.value() <= 0) {
      throw refused(line, column, cell, "is out of range");
    }
    return value.value();
  }

  private long bytes(String cell, int column, int line) {
    Value value = parse(cell, column, line);
    Matcher headed = Pattern.compile("(?i)\\b([KMGT]i?)?B(ytes)?\\b").matcher(headings.get(column));
    String unit =
        !value.unit().isEmpty()
            ? value.unit()
            : headed.find() ? headed.group().replaceAll("(?i)bytes", "B") : "";
    if (unit.isEmpty() || unit.equals("%")) {
      throw refused(line, column, cell, "has no unit: write GB or GiB behind it or in the heading");
    }
    int power = "BKMGT".indexOf(Character.toUpperCase(unit.charAt(0)));
    double base = unit.toLowerCase(Locale.ROOT).contains("i") ? 1024 : 1000;
    double bytes = value.value() * Math.pow(base, power);
    requireRange(bytes, 1, Long.MAX_VALUE, cell, column, line);
    return Math.round(bytes);
  }

  private record Value(double value, double error, String unit) {}

  private Value parse(String cell, int column, int line) {
    Matcher matcher = NUMBER.matcher(cell);
    if (!matcher.matches()) {
      throw refused(line, column, cell, "is no number");
    }
    double error =
        matcher.group(2) == null ? Double.NaN : number(matcher.group(2), cell, column, line);
    return new Value(
        number(matcher.group(1), cell, column, line),
        error,
        matcher.group(3) == null ? "" : matcher.group(3));
  }

  /** A comma before other than three digits is a decimal one. */
  private double number(String digits, String cell, int column, int line) {
    String plain = digits;
    if (digits.matches("[-+]?[1-9]\\d{0,2}(,\\d{3}){2,}(\\.\\d+)?")
        || digits.matches("[-+]?[1-9]\\d{0,2}(,\\d{3})+\\.\\d+")) {
      plain = digits.replace(",", "");
    } else if (digits.matches("[-+]?[1-9]\\d{0,2},\\d{3}")) {
      throw refused(
          line, column, cell, "can mean thousands or a fraction: write it with a decimal point");
    } else if (digits.chars().filter(c -> c == ',').count() == 1 && !digits.contains(".")) {
      plain = digits.replace(',', '.');
    }
    try {
      double value = Double.parseDouble(plain);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw refused(line, column, cell, "is no number");
  }

  private String required(Row row, int column) {
    String cell = row.cells().get(column);
    if (NOTHING.contains(cell)) {
      throw refused(row.line(), column, cell, "is no name");
    }
    return cell;
  }

  private RuntimeException refused(int line, int column, String cell, String why) {
    return text.refused(line, "'%s' in column '%s' %s".formatted(cell, headings.get(column), why));
  }
}

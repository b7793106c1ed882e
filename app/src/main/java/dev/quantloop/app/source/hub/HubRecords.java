package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceRecord;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows of a split as records, of one language where a column tells it. */
final class HubRecords implements RecordReader {
  private static final List<String> LANGUAGE_COLUMNS =
      List.of("language", "lang", "language_code", "lang_code", "locale");

  private final Dataset dataset;
  private final SplitName split;
  private final DatasetRows rows;
  private final String language;
  private final Optional<String> column;
  private long toSkip;

  /**
   * @param column that tells the language; empty where all rows are wanted
   * @param toSkip how many of the wanted rows to leave out
   */
  HubRecords(
      Dataset dataset,
      SplitName split,
      DatasetRows rows,
      String language,
      Optional<String> column,
      long toSkip) {
    this.dataset = dataset;
    this.split = split;
    this.rows = rows;
    this.language = language;
    this.column = column;
    this.toSkip = toSkip;
  }

  /**
   * The column that tells the language of a row.
   *
   * @throws UserException when there is none
   */
  static String languageColumn(Dataset dataset, List<String> columns, String language) {
    return LANGUAGE_COLUMNS.stream()
        .filter(columns::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s has no config, split or column for the language %s; configs: %s; say which with config= or split=, where {lang} stands for the language"
                        .formatted(
                            dataset.label(),
                            language,
                            String.join(", ", dataset.splits().configs()))));
  }

  /** Refuses at once what can't be enough in the end. */
  static void requireRows(Dataset dataset, SplitName split, RowPage page, Sampling sampling) {
    long wanted = sampling.samples().orElse(1);
    if (page.total() - sampling.skip() < wanted) {
      throw new UserException(
          "%s (%s, %s) has %s%s, fewer than %s asks for"
              .formatted(
                  dataset.label(),
                  split.config(),
                  split.split(),
                  Numbers.counted(page.total(), "row"),
                  page.partial() ? " at the dataset server" : "",
                  (sampling.samples().isPresent() ? "samples=" + wanted : "one document")
                      + (sampling.skip() > 0 ? " after skip=" + sampling.skip() : "")));
    }
  }

  @Override
  public Optional<SourceRecord> next() throws IOException {
    while (true) {
      Optional<DatasetRow> row = rows.next();
      if (row.isEmpty()) {
        return Optional.empty();
      } else if (isWanted(row.get()) && toSkip-- <= 0) {
        return Optional.of(
            new SourceRecord(
                "%s/%s/%s row %d"
                    .formatted(dataset.label(), split.config(), split.split(), row.get().index()),
                row.get().fields()));
      }
    }
  }

  /** {@code en} also stands for {@code en-US}. */
  private boolean isWanted(DatasetRow row) {
    if (column.isEmpty()) {
      return true;
    }
    String value = String.valueOf(row.fields().get(column.get())).toLowerCase(Locale.ROOT);
    String wanted = language.toLowerCase(Locale.ROOT);
    return value.equals(wanted) || value.startsWith(wanted + "-") || value.startsWith(wanted + "_");
  }

  @Override
  public void close() {
    rows.close();
  }
}

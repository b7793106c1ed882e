package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceRecord;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rows of a split from one on: the first thousands by pages of the dataset server, which is
 * quick, those after them from Parquet files, which is quick for many. A row of which the server
 * gives only a part is read from the Parquet files, too.
 */
final class DatasetRows implements AutoCloseable {
  private static final long SAID_ROWS = 1000;

  private final Dataset dataset;
  private final SplitName split;
  private final long total;
  private final long pagedRows;
  private final Optional<LocalRecords> parquet;
  private final Optional<String> column;
  private final Predicate<DatasetRow> isWhole;
  private final Consumer<String> notes;
  private final Consumer<String> says;
  private long index;
  private RowPage page;
  private long pageEnd;
  private boolean byFile;
  private boolean hasFiles = true;
  private Iterator<ParquetFile> files;
  private RecordReader file;
  private long fileIndex;

  /**
   * @param first the row to begin with
   * @param total rows that the dataset server has
   * @param pagedRows rows from there on come from Parquet files
   * @param parquet opens these; empty where that can't be done
   * @param column that is needed beside the text's
   * @param isWhole whether a row has all that is wanted of it
   * @param notes gets what is to be said of the whole
   * @param says gets the progress
   */
  DatasetRows(
      Dataset dataset,
      SplitName split,
      long first,
      long total,
      long pagedRows,
      Optional<LocalRecords> parquet,
      Optional<String> column,
      Predicate<DatasetRow> isWhole,
      Consumer<String> notes,
      Consumer<String> says) {
    this.dataset = dataset;
    this.split = split;
    this.index = first;
    this.total = total;
    this.pagedRows = pagedRows;
    this.parquet = parquet;
    this.column = column;
    this.isWhole = isWhole;
    this.notes = notes;
    this.says = says;
  }

  private RowPage page() {
    long offset = index / RowPage.ROWS * RowPage.ROWS;
    if (page == null || index >= pageEnd) {
      page = dataset.page(split, offset);
      pageEnd = offset + RowPage.ROWS;
      if (offset > 0 && offset % SAID_ROWS == 0) {
        says.accept("%s: %,d of %,d rows".formatted(dataset.label(), offset, page.total()));
      }
    }
    return page;
  }

  /**
   * The next row; empty after the last.
   *
   * @throws BrokenRecordException for a row of which only a part is to be had
   */
  Optional<DatasetRow> next() throws IOException {
    if (!byFile && index >= pagedRows && parquet.isPresent()) {
      openFiles();
    }
    if (!byFile) {
      Optional<DatasetRow> row = paged();
      if (row.isEmpty() || isWhole.test(row.get())) {
        index++;
        return row;
      }
      openFiles();
      if (!byFile) {
        index++;
        throw new BrokenRecordException(
            "%s: row %d: the dataset server gives only a part of it"
                .formatted(dataset.label(), row.get().index()));
      }
    }
    return filed();
  }

  private Optional<DatasetRow> paged() {
    return index < total
        ? Optional.of(page().rows().get(Math.toIntExact(index % RowPage.ROWS)))
        : Optional.empty();
  }

  /** Where there are none, pages go on. */
  private void openFiles() {
    if (parquet.isPresent() && hasFiles) {
      List<ParquetFile> list = dataset.parquetFiles(split);
      hasFiles = !list.isEmpty();
      byFile = hasFiles;
      files = list.iterator();
      if (!hasFiles) {
        notes.accept(dataset.label() + " has no Parquet files; all its rows are read by pages");
      }
    }
  }

  private Optional<DatasetRow> filed() throws IOException {
    while (true) {
      if (file == null) {
        if (!files.hasNext()) {
          requireAll();
          return Optional.empty();
        }
        file = parquet.orElseThrow().open(dataset.fetch(split, files.next()), column);
      }
      Optional<SourceRecord> record = file.next();
      if (record.isEmpty()) {
        file.close();
        file = null;
      } else if (fileIndex++ >= index) {
        index = fileIndex;
        return Optional.of(new DatasetRow(index - 1, record.get().fields(), List.of()));
      }
    }
  }

  private void requireAll() {
    if (fileIndex < total) {
      throw new UserException(
          "%s: the Parquet files of %s/%s have %,d rows, the dataset server has %,d; try again later"
              .formatted(dataset.label(), split.config(), split.split(), fileIndex, total));
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}

package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceRecord;
import dev.quantloop.app.source.SourceSpec;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The rows of a Parquet file, of which one row group at a time is held: the columns needed. */
public final class ParquetRecords implements RecordReader {
  private static final int LONGEST_REASON = 200;

  private final String name;
  private final FileBytes bytes;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private org.apache.parquet.io.RecordReader<Group> rows;
  private long left;
  private long number;

  /**
   * Opens a file.
   *
   * @param spec tells which columns are needed for the text
   * @param also a column that is needed beside them
   * @throws IOException when it is not Parquet, or cut short
   * @throws dev.quantloop.app.UserException when it does not have the column
   */
  public static ParquetRecords open(String name, Path file, SourceSpec spec, Optional<String> also)
      throws IOException {
    FileBytes bytes = new FileBytes(file);
    return read(
        () -> {
          ParquetReadOptions options =
              ParquetReadOptions.builder(new PlainParquetConfiguration())
                  .withCodecFactory(new ParquetCodecs())
                  .withUseHadoopVectoredIo(false)
                  .usePageChecksumVerification()
                  .build();
          ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options);
          MessageType schema = reader.getFileMetaData().getSchema();
          List<String> all = schema.getFields().stream().map(Type::getName).toList();
          Stream<String> needed =
              Stream.concat(RecordField.columns(name, spec, all).stream(), also.stream());
          MessageType part =
              new MessageType(schema.getName(), needed.distinct().map(schema::getType).toList());
          reader.setRequestedSchema(part);
          return new ParquetRecords(name, bytes, reader, part);
        });
  }

  private ParquetRecords(
      String name, FileBytes bytes, ParquetFileReader reader, MessageType schema) {
    this.name = name;
    this.bytes = bytes;
    this.reader = reader;
    this.schema = schema;
  }

  @Override
  public Optional<SourceRecord> next() throws IOException {
    return read(
        () -> {
          while (left == 0) {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
              bytes.requireUnchanged();
              return Optional.empty();
            }
            left = pages.getRowCount();
            MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
            rows = columns.getRecordReader(pages, new GroupRecordConverter(schema));
          }
          left--;
          number++;
          String record = name + ":" + number;
          return Optional.of(new SourceRecord(record, ParquetValues.fields(record, rows.read())));
        });
  }

  /** Something that the library does. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** The library fails with runtime exceptions of all kinds where a file is damaged. */
  private static <T> T read(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (BrokenRecordException | UserException e) {
      throw e;
    } catch (EOFException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IOException("not a whole Parquet file: " + reason(e), e);
    }
  }

  /** What it says in the end, without what the file says of itself. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).replaceFirst("(?s) Struct:.*", "");
    return message.substring(0, Math.min(message.length(), LONGEST_REASON));
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw TextStream.unreadable(name, e);
    }
  }
}

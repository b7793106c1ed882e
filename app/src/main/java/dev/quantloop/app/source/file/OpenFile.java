package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.Packing;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.ReadingReport.Matter;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSearch.FoundFile;
import dev.quantloop.app.source.SourceSpec;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Opens one file, or a stream, by what is in it. */
record OpenFile(SourceSpec spec, ReadingContext context, ReadingReport report, OpenText texts) {
  private static final int SNIFFED_BYTES = 1 << 16;

  OpenFile(SourceSpec spec, ReadingContext context, ReadingReport report) {
    this(spec, context, report, new OpenText(spec, report));
  }

  /**
   * A file; empty where it is passed over.
   *
   * @throws UserException when it is no use, and the user named it
   */
  Optional<DocumentReader> file(FoundFile file) throws IOException {
    FileBytes bytes = new FileBytes(file.path());
    FileFormat format = format(bytes);
    if (format == FileFormat.PARQUET || Unpacked.packing(bytes) == Packing.PARQUET) {
      return Optional.of(
          records(
              bytes.name(),
              ParquetRecords.open(bytes.name(), bytes.file(), spec, Optional.empty())));
    }
    if (format == FileFormat.TEXT && FileFormat.given(spec).isEmpty() && namesField()) {
      report.count(Matter.AS_TEXT, bytes.name());
    }
    if (format == FileFormat.TEXT || !file.asData() && !holdsRecords(bytes, format)) {
      return texts.open(bytes, file.named());
    }
    if (FileFormat.isUtf16(begin(bytes))) {
      return texts.pass(Matter.NOT_UTF8, bytes.name(), TextScan.UTF16, file.named());
    }
    return Optional.of(records(bytes, format));
  }

  private FileFormat format(FileBytes bytes) throws IOException {
    Optional<FileFormat> known = FileFormat.given(spec).or(() -> FileFormat.ofName(bytes.name()));
    if (known.isPresent() && known.get() != FileFormat.JSON) {
      return known.get();
    }
    return known.isPresent() || namesField()
        ? FileFormat.ofContent(begin(bytes)).or(() -> known).orElse(FileFormat.TEXT)
        : FileFormat.TEXT;
  }

  private boolean namesField() {
    return spec.option(SourceOption.FIELD).isPresent()
        || spec.option(SourceOption.MESSAGES).isPresent();
  }

  /**
   * Whether a file below a directory has a text in its first record. One of program code may be
   * called like one of records.
   */
  private boolean holdsRecords(FileBytes bytes, FileFormat format) throws IOException {
    boolean told =
        format == FileFormat.JSONL
            || format == FileFormat.PARQUET
            || FileFormat.given(spec).isPresent()
            || namesField();
    if (told) {
      return true;
    }
    try (DocumentReader trial =
        new RecordDocuments(
            bytes.name(),
            reader(bytes, format),
            spec,
            Optional.of((messages, record) -> "chat"),
            new ReadingReport())) {
      if (trial.next().isPresent()) {
        return true;
      }
    } catch (UserException e) {
      // What is wrong with it as a list of records does not matter to a text.
    }
    report.count(Matter.AS_TEXT, bytes.name());
    return false;
  }

  /** Standard input, or another stream that can be read once. */
  DocumentReader stream(String name, InputStream in) throws IOException {
    BufferedInputStream unpacked = new BufferedInputStream(Unpacked.of(in), SNIFFED_BYTES);
    unpacked.mark(SNIFFED_BYTES);
    byte[] begin = unpacked.readNBytes(SNIFFED_BYTES);
    unpacked.reset();
    FileFormat format =
        FileFormat.given(spec)
            .filter(given -> given != FileFormat.JSON)
            .or(() -> FileFormat.ofContent(begin))
            .or(() -> FileFormat.given(spec))
            .orElse(FileFormat.TEXT);
    if (format == FileFormat.PARQUET || Packing.of(begin) == Packing.PARQUET) {
      throw new UserException(name + " can't be read as Parquet, which needs a file");
    }
    if (format == FileFormat.TEXT) {
      return texts
          .open(SpooledBytes.of(name, unpacked, context.directories().cache()), true)
          .orElseThrow(() -> new UserException(name + " is empty"));
    }
    if (FileFormat.given(spec).isEmpty()) {
      report.note(name + " is read as " + format.name() + "; ;format=text would take it as text");
    }
    return records(name, reader(name, unpacked, format));
  }

  private DocumentReader records(FileBytes bytes, FileFormat format) throws IOException {
    return records(bytes.name(), reader(bytes, format));
  }

  private DocumentReader records(String name, RecordReader reader) {
    report.file();
    DocumentReader records = new RecordDocuments(name, reader, spec, context.chats(), report);
    return new HashedDocuments(records, report);
  }

  private static RecordReader reader(FileBytes bytes, FileFormat format) throws IOException {
    return reader(bytes.name(), new TextStream(Unpacked.of(bytes.open()), bytes), format);
  }

  private static RecordReader reader(String name, InputStream in, FileFormat format)
      throws IOException {
    return switch (format) {
      case JSON -> new JsonValues(name, in);
      case CSV -> new CsvRecords(name, in, ',');
      case TSV -> new CsvRecords(name, in, '\t');
      default -> new JsonLines(name, in);
    };
  }

  private static byte[] begin(FileBytes bytes) throws IOException {
    try (InputStream in = Unpacked.of(bytes.open())) {
      return in.readNBytes(SNIFFED_BYTES);
    } catch (IOException e) {
      throw TextStream.unreadable(bytes.name(), e);
    }
  }
}

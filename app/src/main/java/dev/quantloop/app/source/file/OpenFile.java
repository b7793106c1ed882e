package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.ReadingReport.Matter;
import dev.quantloop.app.source.SourceSearch.FoundFile;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.TextHash;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Opens one file, or a stream, by what is in it. */
record OpenFile(SourceSpec spec, ReadingContext context, ReadingReport report) {
  /** Separators that are known by name are looked for in so much of a text. */
  private static final int LOOKED_BYTES = 1 << 20;

  private static final int SNIFFED_BYTES = 1 << 16;

  /**
   * A file; empty where it is passed over.
   *
   * @throws UserException when it is no use, and the user named it
   */
  Optional<DocumentReader> file(FoundFile file) throws IOException {
    FileBytes bytes = new FileBytes(file.path());
    FileFormat format =
        FileFormat.given(spec).or(() -> FileFormat.ofName(bytes.name())).orElse(FileFormat.TEXT);
    return switch (format) {
      case JSONL -> records(bytes);
      default -> text(bytes, file.named());
    };
  }

  /** Standard input, or another stream that can be read once. */
  DocumentReader stream(String name, InputStream in) throws IOException {
    BufferedInputStream unpacked = new BufferedInputStream(Unpacked.of(in), SNIFFED_BYTES);
    FileFormat format = FileFormat.given(spec).orElse(FileFormat.TEXT);
    return switch (format) {
      case JSONL -> records(name, unpacked);
      default ->
          text(SpooledBytes.of(name, unpacked, context.directories().cache()), true).orElseThrow();
    };
  }

  private Optional<DocumentReader> records(FileBytes bytes) throws IOException {
    InputStream in = new TextStream(Unpacked.of(bytes.open()), bytes);
    return Optional.of(records(bytes.name(), in));
  }

  private DocumentReader records(String name, InputStream in) {
    report.file();
    DocumentReader records =
        new RecordDocuments(name, new JsonLines(name, in), spec, context.chats(), report);
    return new HashedDocuments(records, report);
  }

  private Optional<DocumentReader> text(ByteSource bytes, boolean named) throws IOException {
    TextHash hash = report.hash().copy();
    hash.begin();
    TextScan scan = scan(bytes, hash);
    if (scan.bytes() == 0) {
      return pass(Matter.EMPTY, bytes.name(), "is empty", named);
    } else if (!scan.isText()) {
      Matter matter = scan.binary() ? Matter.BINARY : Matter.NOT_UTF8;
      return pass(matter, bytes.name(), scan.problem(), named);
    }
    report.hash(hash);
    report.file();
    said(bytes.name(), scan);
    return Optional.of(
        Separator.of(spec, begin(bytes, scan))
            .<DocumentReader>map(separator -> new TextPieces(bytes, scan, separator, report))
            .orElseGet(() -> new TextDocuments(bytes, scan)));
  }

  private static TextScan scan(ByteSource bytes, TextHash hash) {
    try (InputStream in = Unpacked.of(bytes.open())) {
      TextScan scan = TextScan.of(in, hash);
      bytes.requireUnchanged();
      return scan;
    } catch (IOException e) {
      throw TextStream.unreadable(bytes.name(), e);
    }
  }

  private static String begin(ByteSource bytes, TextScan scan) throws IOException {
    try (InputStream text = TextDocuments.open(bytes, scan)) {
      return new String(text.readNBytes(LOOKED_BYTES), StandardCharsets.UTF_8);
    }
  }

  private Optional<DocumentReader> pass(Matter matter, String name, String problem, boolean named) {
    if (named) {
      throw new UserException(name + " " + problem);
    } else if (spec.strict() && matter != Matter.EMPTY) {
      throw new UserException(
          "%s %s; the source %s is strict".formatted(name, problem, spec.name()));
    }
    report.count(matter, name + " " + problem);
    return Optional.empty();
  }

  private void said(String name, TextScan scan) {
    if (scan.marked()) {
      report.count(Matter.BYTE_ORDER_MARK, name);
    }
    if (scan.returns() > 0) {
      report.count(Matter.CRLF, name);
    }
  }
}

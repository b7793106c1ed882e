package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.ReadingReport.Matter;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.TextHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Opens one text, as a whole or in pieces, after a look at all of it. */
record OpenText(SourceSpec spec, ReadingReport report) {
  /** Separators that are known by name are looked for in so much of a text. */
  private static final int LOOKED_BYTES = 1 << 20;

  /**
   * A text; empty where it is passed over.
   *
   * @param named whether the user named it, so that it is refused instead
   */
  Optional<DocumentReader> open(ByteSource bytes, boolean named) throws IOException {
    TextHash hash = report.hash().copy();
    hash.begin();
    TextScan scan = scan(bytes, hash);
    if (scan.isText() && scan.cleanBytes() == 0) {
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
            .<DocumentReader>map(separator -> new SeparatedText(bytes, scan, separator, report))
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

  /** Passes over a file for what is wrong with it, or refuses it. */
  Optional<DocumentReader> pass(Matter matter, String name, String problem, boolean named) {
    // An empty file among others takes nothing from their text.
    boolean lost = matter != Matter.EMPTY || spec.files().size() <= 1;
    if (named && lost) {
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

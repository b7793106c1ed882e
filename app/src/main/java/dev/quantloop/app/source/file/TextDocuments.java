package dev.quantloop.app.source.file;

import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.Packing;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A text that is a document as a whole. */
final class TextDocuments implements DocumentReader {
  private Optional<Document> document;

  TextDocuments(ByteSource source, TextScan scan) {
    document =
        Optional.of(
            new Document(
                source.name(),
                scan.cleanBytes(),
                () -> open(source, scan),
                false,
                Optional.empty()));
  }

  /** The text from its beginning, without byte order mark and carriage returns. */
  static InputStream open(ByteSource source, TextScan scan) {
    try {
      InputStream raw = Unpacked.of(source.open());
      return new TextStream(scan.isClean() ? raw : CleanStream.of(raw), source);
    } catch (IOException e) {
      throw TextStream.unreadable(source.name(), e);
    }
  }

  /** A part of that text. */
  static InputStream open(ByteSource source, TextScan scan, long from, long length) {
    try {
      if (scan.isClean() && Unpacked.packing(source) == Packing.NONE) {
        return new TextStream(source.open(from), source, length);
      }
      InputStream text = open(source, scan);
      text.skipNBytes(from);
      return new TextStream(text, source, length);
    } catch (IOException e) {
      throw TextStream.unreadable(source.name(), e);
    }
  }

  @Override
  public Optional<Document> next() {
    Optional<Document> next = document;
    document = Optional.empty();
    return next;
  }

  @Override
  public void close() {}
}

package dev.quantloop.app.source;

import dev.quantloop.app.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a source: its documents' texts in order, a newline between two of them.
 *
 * @param files how many were read
 * @param text the joined text
 * @param bytes its length in UTF-8
 * @param sha256 of what was read, lower-case hexadecimal
 */
public record SourceText(long files, String text, long bytes, String sha256) {
  /** A Java string holds no more, and a tokenizer wants the text in one piece. */
  private static final int LARGEST = 1 << 30;

  /**
   * Reads and joins all documents.
   *
   * @param report what the reader tells
   * @throws UserException when they can't be read, or are no text but ids
   */
  public static SourceText read(DocumentReader documents, ReadingReport report) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Optional<Document> next = documents.next(); next.isPresent(); next = documents.next()) {
      if (report.documents() > 1) {
        text.write('\n');
      }
      append(next.get(), text);
    }
    String joined = text.toString(StandardCharsets.UTF_8);
    return new SourceText(report.files(), joined, text.size(), report.sha256());
  }

  private static void append(Document document, ByteArrayOutputStream text) {
    if (text.size() + document.bytes() > LARGEST) {
      throw new UserException(
          "the documents up to " + document.name() + " hold more than 1 GiB of text");
    }
    try (InputStream in = document.text().get()) {
      in.transferTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that comes from no file, such as the demo's. */
  public static SourceText of(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return new SourceText(0, text, content.length, Sha256.of(content));
  }
}

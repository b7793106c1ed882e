package dev.quantloop.app.source.file;

import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.TextHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The documents of another reader, each taken into the hash of the source: its text, or its ids.
 */
public record HashedDocuments(DocumentReader documents, ReadingReport report)
    implements DocumentReader {
  @Override
  public Optional<Document> next() {
    Optional<Document> next = documents.next();
    next.ifPresent(this::hash);
    return next;
  }

  private void hash(Document document) {
    TextHash hash = report.hash();
    hash.begin();
    if (document.tokens().isPresent()) {
      byte[] ids = littleEndian(document.tokens().get());
      hash.update(ids, 0, ids.length);
      return;
    }
    try (InputStream text = document.text().get()) {
      byte[] buffer = new byte[1 << 13];
      for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
        hash.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] littleEndian(int[] tokens) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * tokens.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(tokens);
    return bytes.array();
  }

  @Override
  public void close() {
    documents.close();
  }
}

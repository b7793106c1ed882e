package dev.quantloop.app.corpus;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The documents of a source as one text, a newline between two of them, read as far as it is asked
 * for. Knows which document each token is from once it is told how many bytes the tokens stand for.
 * Used by one thread.
 */
final class DocumentStream extends InputStream {
  private final DocumentReader reader;
  private final long[] scripts;
  private final List<Part> parts = new ArrayList<>();
  private Optional<Document> next;
  private InputStream open;
  private boolean parseSpecial;
  private long bytes;
  private long passedBytes;
  private long passedTokens;
  private int passedParts;

  /** A document that was begun. */
  private static final class Part {
    private final Document document;
    private final TextFacts facts;
    private final long start;
    private long firstToken = Long.MAX_VALUE;

    Part(Document document, TextFacts facts, long start) {
      this.document = document;
      this.facts = facts;
      this.start = start;
    }
  }

  DocumentStream(DocumentReader reader, long[] scripts) {
    this.reader = reader;
    this.scripts = scripts;
    this.next = reader.next();
    next.ifPresent(first -> parseSpecial = first.parseSpecial());
  }

  boolean isEmpty() {
    return next.isEmpty() && parts.isEmpty();
  }

  /** Whether the first document, not begun yet, consists of ids. */
  boolean isIds() {
    return next.flatMap(Document::tokens).isPresent();
  }

  boolean parseSpecial() {
    return parseSpecial;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (open != null || next.isPresent()) {
      if (open == null) {
        boolean first = parts.isEmpty();
        begin(next.get());
        if (!first) {
          into[offset] = '\n';
          return 1;
        }
      }
      int count = open.read(into, offset, length);
      if (count >= 0) {
        bytes += count;
        return count;
      }
      open.close();
      open = null;
      next = reader.next();
    }
    return -1;
  }

  private void begin(Document document) {
    bytes += parts.isEmpty() ? 0 : 1;
    TextFacts facts = new TextFacts(scripts);
    open = facts.passing(document.text().get());
    parts.add(new Part(document, facts, bytes));
  }

  /** Tells of the next token of the text. */
  void passToken(int tokenBytes) {
    while (passedParts < parts.size() && parts.get(passedParts).start <= passedBytes) {
      parts.get(passedParts++).firstToken = passedTokens;
    }
    passedBytes += tokenBytes;
    passedTokens++;
  }

  /** What was read. */
  long bytes() {
    return bytes;
  }

  long characters() {
    return parts.stream().mapToLong(part -> part.facts.characters()).sum();
  }

  /** The documents that have tokens. */
  List<ReadDocument> documents(long tokens) {
    List<ReadDocument> documents = new ArrayList<>();
    for (int i = 0; i < passedParts; i++) {
      Part part = parts.get(i);
      long end = i + 1 < passedParts ? parts.get(i + 1).firstToken : tokens;
      documents.add(
          new ReadDocument(
              part.document.name(),
              part.facts.sha256(),
              part.facts.bytes(),
              part.firstToken,
              end - part.firstToken,
              part.facts.signature()));
    }
    return documents;
  }

  @Override
  public void close() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new UserException("can't read the text: " + FileFailure.reason(e), e);
    }
  }
}

package dev.quantloop.app.source.file;

import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.ReadingReport.Matter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pieces of a text between separators. Joined by newlines, those that begin with their
 * separator are the text again. Small ones are held, others are read again.
 */
final class SeparatedText implements DocumentReader {
  private static final int HELD_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 18;

  /** A separator is found in so much of a line. */
  private static final int LOOK_BYTES = 1 << 12;

  private final ByteSource source;
  private final TextScan scan;
  private final Separator separator;
  private final ReadingReport report;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private boolean atEnd;
  private long number;
  private boolean cut;

  private long begin;
  private long length;
  private ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean blank = true;
  private boolean afterBlankLine = true;

  SeparatedText(ByteSource source, TextScan scan, Separator separator, ReadingReport report) {
    this.source = source;
    this.scan = scan;
    this.separator = separator;
    this.report = report;
    this.in = TextDocuments.open(source, scan);
  }

  @Override
  public Optional<Document> next() {
    try {
      while (hasLine()) {
        if (separator.isAt(line(), afterBlankLine)) {
          sayCut();
          boolean ends = !blank;
          Optional<Document> piece = ends ? Optional.of(piece(true)) : Optional.empty();
          if (separator.between()) {
            passLine();
          }
          if (ends) {
            return piece;
          } else if (separator.between()) {
            continue;
          }
        }
        takeLine();
      }
      return last();
    } catch (IOException e) {
      throw TextStream.unreadable(source.name(), e);
    }
  }

  private Optional<Document> last() {
    if (blank) {
      return Optional.empty();
    } else if (!cut) {
      report.count(Matter.NOT_CUT, source.name());
    }
    return Optional.of(piece(false));
  }

  private void sayCut() {
    if (!cut) {
      report.count(separator.matter(), source.name());
    }
    cut = true;
  }

  /**
   * What was taken, and begins the next piece.
   *
   * @param beforeLine without the newline at its end, which is only there because a line follows
   */
  private Document piece(boolean beforeLine) {
    long bytes = length - (beforeLine ? 1 : 0);
    String name = source.name() + ":" + ++number;
    Document piece =
        new Document(
            name, bytes, bytes < HELD_BYTES ? held(bytes) : region(bytes), false, Optional.empty());
    startAfter();
    return piece;
  }

  private Supplier<InputStream> held(long bytes) {
    byte[] text = held.toByteArray();
    return () -> new ByteArrayInputStream(text, 0, (int) bytes);
  }

  private Supplier<InputStream> region(long bytes) {
    long from = begin;
    return () -> TextDocuments.open(source, scan, from, bytes);
  }

  private void startAfter() {
    begin += length;
    length = 0;
    held = new ByteArrayOutputStream();
    blank = true;
  }

  /** Makes sure that as much of a line is there as is looked at. */
  private boolean hasLine() throws IOException {
    if (limit - position < LOOK_BYTES && !atEnd) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
      int read = in.readNBytes(buffer, limit, buffer.length - limit);
      atEnd = read < buffer.length - limit;
      limit += read;
    }
    return position < limit;
  }

  private String line() {
    int end = lineEnd(Math.min(limit, position + LOOK_BYTES));
    return new String(buffer, position, end - position, StandardCharsets.UTF_8);
  }

  private int lineEnd(int end) {
    int at = position;
    while (at < end && buffer[at] != '\n') {
      at++;
    }
    return at;
  }

  private void takeLine() throws IOException {
    boolean blankLine = true;
    boolean open = true;
    while (open && hasLine()) {
      int end = lineEnd(limit);
      open = end == limit;
      blankLine &= isBlank(end);
      take(open ? end : end + 1);
    }
    blank &= blankLine;
    afterBlankLine = blankLine;
  }

  private boolean isBlank(int end) {
    for (int i = position; i < end; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private void take(int end) {
    if (length < HELD_BYTES) {
      held.write(buffer, position, end - position);
    } else {
      held = new ByteArrayOutputStream();
    }
    length += end - position;
    position = end;
  }

  private void passLine() throws IOException {
    takeLine();
    startAfter();
    afterBlankLine = true;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw TextStream.unreadable(source.name(), e);
    }
  }
}
